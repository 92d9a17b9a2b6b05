declare module "node:zlib" {
	/** Reads a file of several gzip members, which `DecompressionStream` doesn't. */
	export function gunzipSync(bytes: Uint8Array): Uint8Array;
}
