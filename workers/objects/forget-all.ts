/** What an object that was forgotten ends its call with: nothing that it still had in memory is written again. */
export const FORGOTTEN = "the object was deleted with its tenant";

/** Leaves nothing of an object, and ends it: an alarm would bring it back, and so would what it has in memory. Its caller gets {@link FORGOTTEN}. */
export async function forgetAll(ctx: DurableObjectState): Promise<void> {
	await ctx.storage.deleteAlarm();
	await ctx.storage.deleteAll();
	await ctx.storage.sync();
	ctx.abort(FORGOTTEN);
}
