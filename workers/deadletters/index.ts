import { storeDeadLetters } from "../lib/dead-letters/store-dead-letters.ts";
import { logError } from "../lib/log-error.ts";
import type { Env } from "./manifest.ts";

export { DeadLetters } from "./dead-letters.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async queue({ queue, messages }, { BUCKET }) {
		await storeDeadLetters({ queue, messages, bucket: BUCKET, onError: (what, error) => logError(what, error, { queue }) });
	},
} satisfies ExportedHandler<Env>;
