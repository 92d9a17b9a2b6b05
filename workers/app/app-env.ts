import type { Context } from "hono";
import { BOOKMARK_HEADER, type Bookmarks, parseBookmarks } from "../lib/d1/bookmarks.ts";
import { REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

export interface AppEnv {
	Bindings: Env;
}

export type AppContext = Context<AppEnv>;

export const toRequestId = (c: AppContext) => c.req.header(REQUEST_ID_HEADER) ?? "";

export const toBookmarks = (c: AppContext): Bookmarks => parseBookmarks(c.req.header(BOOKMARK_HEADER));
