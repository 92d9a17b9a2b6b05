import { storeDeadLetters } from "../lib/dead-letters/store-dead-letters.ts";
import { writeLog } from "../lib/log/write-log.ts";
import { logError } from "../lib/log-error.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { type Env, manifest } from "./manifest.ts";

export { DeadLetters } from "./dead-letters.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async queue({ queue, messages }, env) {
		const requestId = crypto.randomUUID();
		const meter = makeMeter();
		meter.delivered(messages);
		const { BUCKET: bucket } = meter.env(env, manifest.bindings);
		const onError = (what: string, error: unknown) => logError(what, error, { requestId, queue });
		await storeDeadLetters({ queue, messages, bucket, onError, random: Math.random });
		writeLog("info", "batch", { requestId, queue, messages: messages.length, billed: meter.counts() });
	},
} satisfies ExportedHandler<Env>;
