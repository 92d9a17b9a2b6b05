import { WorkerEntrypoint } from "cloudflare:workers";
import { type DeadLettersQuery, listDeadLetters } from "../lib/dead-letters/list-dead-letters.ts";
import { replayDeadLetter } from "../lib/dead-letters/replay-dead-letter.ts";
import { toLane } from "../lib/queue-batch/lane.ts";
import type { DeadLetterPage, DeadLetterStore } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";

/** The stored letters, for operators. */
export class DeadLetters extends WorkerEntrypoint<Env> implements DeadLetterStore {
	list(query: DeadLettersQuery): Promise<DeadLetterPage> {
		return listDeadLetters(this.env.BUCKET, query);
	}

	replay(id: string): Promise<boolean> {
		const findQueue = (queue: string) => this.env[`EVENTS__${toLane(queue)}`] ?? null;
		return replayDeadLetter({ bucket: this.env.BUCKET, findQueue }, id);
	}
}
