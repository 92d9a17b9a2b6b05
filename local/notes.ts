import type { AccountParts } from "./account-parts.ts";
import { deployedVersion } from "./deployed.ts";

/** Where this machine can't do as Cloudflare does, in words for the user. */
export function makeNotes(parts: AccountParts, newestCompatibilityDate: string): readonly string[] {
	const ahead = [...parts.deployments.keys()].filter((worker) => {
		const version = deployedVersion(parts, worker);
		return version !== undefined && version.compatibilityDate > newestCompatibilityDate;
	});
	const paused = [...parts.queues.values()].filter(({ deliveryPaused }) => deliveryPaused).map(({ name }) => name);
	return [
		...(ahead.length > 0
			? [`This workerd runs ${ahead.join(", ")} as of ${newestCompatibilityDate}: it is older than their compatibility date.`]
			: []),
		...(paused.length > 0 ? [`Delivery of ${paused.join(", ")} is paused on Cloudflare, and not here.`] : []),
	];
}
