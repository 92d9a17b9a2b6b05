import type { EventKey } from "../../../../workers/lib/events/event-key.ts";
import { streamPages } from "../../../../workers/lib/events/stream-pages.ts";
import { toGzipHeaders } from "../../../../workers/lib/http/gzip-headers.ts";

/** A quarter of a megabyte that gzip makes no smaller, in what `crypto.getRandomValues` gives at once. */
const noise = () => Array.from({ length: 4 }, () => crypto.getRandomValues(new Uint8Array(65_536)).toBase64()).join("");

const toPage = (time: number) => ({
	items: [{ time, id: `e${time}`, event: JSON.stringify({ id: `e${time}`, noise: noise() }) }],
	horizon: time === 1 ? null : { time, id: `e${time}` },
});

let pages = 0;

const readPage = async ({ time }: EventKey) => {
	pages++;
	return toPage(time - 1);
};

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	fetch(request) {
		const url = new URL(request.url);
		if (url.pathname === "/pages") return new Response(String(pages));
		pages = 0;
		const body = streamPages(toPage(Number(url.searchParams.get("pages"))), { readPage, mayGoOn: () => true });
		return new Response(body, { headers: { "content-type": "application/x-ndjson", ...toGzipHeaders(request) } });
	},
} satisfies ExportedHandler;
