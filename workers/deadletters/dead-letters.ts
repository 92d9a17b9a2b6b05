import { WorkerEntrypoint } from "cloudflare:workers";
import { countDeadLetters } from "../lib/dead-letters/count-dead-letters.ts";
import { forgetLetters } from "../lib/dead-letters/forget-letters.ts";
import { type DeadLettersQuery, listDeadLetters } from "../lib/dead-letters/list-dead-letters.ts";
import { replayDeadLetter } from "../lib/dead-letters/replay-dead-letter.ts";
import { replayPage } from "../lib/dead-letters/replay-page.ts";
import { toLane } from "../lib/queue-batch/lane.ts";
import { answerRpc, type Remote, type RpcCall } from "../lib/rpc/rpc-result.ts";
import type { DeadLetterStore, ReplayRange } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";

/** The stored letters, for operators. */
export class DeadLetters extends WorkerEntrypoint<Env> implements Remote<DeadLetterStore> {
	list(call: RpcCall, query: DeadLettersQuery) {
		return answerRpc("list", call, () => listDeadLetters(this.env.BUCKET, query));
	}

	forget(call: RpcCall, tenant: string, after: string | null) {
		return answerRpc<string | null>("forget", call, () => forgetLetters(this.env.BUCKET, tenant, after));
	}

	count(call: RpcCall) {
		return answerRpc("count", call, () => countDeadLetters(this.env.BUCKET));
	}

	replay(call: RpcCall, id: string) {
		return answerRpc("replay", call, () => replayDeadLetter(this.#toOptions(), id));
	}

	replayPage(call: RpcCall, range: ReplayRange, after: string | null) {
		return answerRpc("replayPage", call, () => replayPage(this.#toOptions(), range, after));
	}

	#toOptions() {
		return { bucket: this.env.BUCKET, findQueue: (queue: string) => this.env[`EVENTS__${toLane(queue)}`] ?? null };
	}
}
