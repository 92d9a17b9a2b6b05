import * as z from "zod";
import { RECORD_ID } from "../../lib/http/parameters.ts";

/** Without a collection it is for all of the tenant. */
export const cachePurge = z.strictObject({
	collection: z.string().regex(RECORD_ID, "1 to 128 of A-Z a-z 0-9 . _ ~ : @ -").optional(),
});
