import { createHash } from "node:crypto";

/** Ids derive from names, so that a second start finds the data of the first. */
export function makeHexId(kind: string, name: string): string {
	return digest(kind, name).slice(0, 32);
}

export function makeUuid(kind: string, name: string): string {
	const hex = digest(kind, name);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function digest(kind: string, name: string): string {
	return createHash("sha256").update(`${kind}\0${name}`).digest("hex");
}
