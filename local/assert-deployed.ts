import type { AccountParts } from "./account-parts.ts";
import { LocalError } from "./local-error.ts";

/** Cloudflare refuses what refers to a Worker that isn't there; Miniflare would leave it out without a word. */
export function assertDeployed(parts: AccountParts): void {
	const uses = [
		...[...parts.consumers].map(([queueId, { worker }]) => [`the consumer of queue ${parts.queues.get(queueId)?.name ?? queueId}`, worker]),
		...[...parts.crons.keys()].map((worker) => ["a cron trigger", worker]),
		...[...parts.workflows].map(([name, { worker }]) => [`workflow ${name}`, worker]),
		...[...parts.routes].map(([pattern, worker]) => [`route ${pattern}`, worker]),
	];
	for (const [worker, version] of parts.deployments) {
		if (!parts.versions.has(version))
			throw new LocalError("bad_resource", `Worker ${worker} deploys version ${version}, which isn't registered.`);
	}
	const faults = uses.filter(([, worker = ""]) => !parts.deployments.has(worker));
	if (faults.length === 0) return;
	const lines = faults.map(([use, worker]) => `${use} names Worker ${worker}, which no WorkersDeployment deploys`);
	throw new LocalError("bad_resource", `The account isn't whole: ${lines.join("; ")}.`);
}
