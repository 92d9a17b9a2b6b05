import type { Json } from "../json.ts";

/** Cloudflare's v4 envelope: https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ (2026-11-21). */
export type Envelope = {
	readonly status: number;
	readonly body: {
		readonly success: boolean;
		readonly errors: readonly { readonly code: number; readonly message: string }[];
		readonly messages: readonly string[];
		readonly result: Json;
		/** Of a list: which page this is. */
		readonly result_info?: Json;
	};
};

export function makeResult(result: Json): Envelope {
	return { status: 200, body: { success: true, errors: [], messages: [], result } };
}

export function makeFault(status: number, code: number, message: string): Envelope {
	return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}
