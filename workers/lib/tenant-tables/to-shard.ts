import { pick } from "../rendezvous/pick.ts";

/** The shard that keeps a record, of those that its tenant has. */
export const toRecordShard = (
	shards: readonly string[],
	{ collection, id }: { readonly collection: string; readonly id: string },
): string => pick(shards, `${collection}/${id}`);

/** The shard that keeps an event, of those that its tenant has. */
export const toEventShard = (shards: readonly string[], id: string): string => pick(shards, id);
