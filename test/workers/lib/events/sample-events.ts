import type { EventRow } from "../../../../workers/lib/rpc.ts";

export const NOW = Date.UTC(2026, 10, 21, 12);

export const makeRow = (id: string, more: Partial<EventRow> = {}): EventRow => {
	const row = { tenant: "demo", id, type: "t", time: NOW, ...more };
	return { event: JSON.stringify({ specversion: "1.0", source: "/test", ...row }), ...row };
};

export const makeRows = (count: number, more: Partial<EventRow> = {}) => Array.from({ length: count }, (_, i) => makeRow(`e${i}`, more));
