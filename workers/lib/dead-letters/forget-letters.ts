import type { R2Bucket } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { splitHead } from "../events/event-message.ts";
import { parseDeadLetter } from "./dead-letter.ts";

const PAGE = 200;

/** What a message says of its tenant, be it an event alone or one of a pack. */
function isOf(tenant: string, message: unknown): boolean {
	const head = splitHead(message)?.head ?? message;
	if (typeof head === "object" && head !== null && "tenant" in head) return head.tenant === tenant;
	// What can't be read may be anyone's; it names the tenant, or it doesn't.
	return JSON.stringify(message)?.includes(JSON.stringify(JSON.stringify(tenant)).slice(1, -1)) ?? false;
}

/** Deletes a tenant's letters from one page of all; the key to go on behind, null at the end. */
export async function forgetLetters(
	bucket: Pick<R2Bucket, "get" | "list" | "delete">,
	tenant: string,
	after: string | null,
): Promise<string | null> {
	const { objects, truncated } = await bucket.list({ limit: PAGE, ...(after === null ? {} : { startAfter: after }) });
	const found = await mapBounded(objects, async ({ key }) => {
		const letter = parseDeadLetter((await (await bucket.get(key))?.text()) ?? "");
		return letter && isOf(tenant, letter.message) ? [key] : [];
	});
	const keys = found.flat();
	if (keys.length > 0) await bucket.delete(keys);
	return truncated ? (objects.at(-1)?.key ?? null) : null;
}
