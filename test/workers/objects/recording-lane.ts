import type { LaneMessage } from "../../../workers/lib/ordered-lane/lane-store.ts";
import { OrderedLane } from "../../../workers/objects/ordered-lane.ts";

/** Delivers into its own storage. */
export class RecordingLane extends OrderedLane<unknown> {
	protected async deliver({ id, body }: LaneMessage): Promise<void> {
		await this.ctx.storage.put("arrived", [...(await this.list()), `${id} ${body}`]);
	}

	protected async bury({ id }: LaneMessage, reason: string): Promise<void> {
		await this.ctx.storage.put("buried", `${id} ${reason}`);
	}

	async list(): Promise<readonly string[]> {
		return (await this.ctx.storage.get<readonly string[]>("arrived")) ?? [];
	}
}
