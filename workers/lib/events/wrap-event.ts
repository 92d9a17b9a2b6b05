/** The source and type of what came as plain JSON. */
export const PLAIN_SOURCE = "/v1/events";
export const PLAIN_TYPE = "stagecraft.event";

export interface Attributes {
	readonly id: string;
	readonly source: string;
	readonly type: string;
	readonly [name: string]: string;
}

/** A CloudEvent around JSON text that stays as it is. */
export function wrapEvent(attributes: Attributes, data: string): string {
	const head = JSON.stringify({ specversion: "1.0", ...attributes, datacontenttype: "application/json" });
	return `${head.slice(0, -1)},"data":${data.trim()}}`;
}

/** A UUID version 7 (RFC 9562): ids that are made later sort later. */
export function makeEventId(now: number): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
	bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
	bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
	return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
