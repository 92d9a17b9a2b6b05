import type { ArchiveManifest } from "./archive-manifest.ts";
import type { ArchiveStore, UploadedPart } from "./archive-store.ts";
import { toSha256 } from "./to-sha256.ts";
import { digestObject } from "./verify-archive.ts";
import { SIZES } from "./write-object.ts";

type Written = Pick<ArchiveManifest, "bytes" | "sha256" | "parts">;

export interface PartWriter {
	push(bytes: Uint8Array, events: number): Promise<void>;
	/** Completes the object and reads it back; without a byte there is none. */
	end(): Promise<Written>;
	abort(): Promise<void>;
}

/** An object in equal parts, as R2 wants them (/r2/objects/upload-objects/, 2026-09-17), with one part in memory. */
export function makePartWriter(store: ArchiveStore, object: string, partBytes = SIZES.partBytes): PartWriter {
	const buffer = new Uint8Array(partBytes);
	const parts: (ArchiveManifest["parts"][number] & UploadedPart)[] = [];
	let [used, events]: [number, number] = [0, 0];
	let upload: ReturnType<ArchiveStore["resumeMultipartUpload"]> | null = null;

	async function flush(): Promise<void> {
		if (used === 0) return;
		upload ??= store.resumeMultipartUpload(object, (await store.createMultipartUpload(object)).uploadId);
		const bytes = buffer.slice(0, used);
		const { etag, partNumber } = await upload.uploadPart(parts.length + 1, bytes);
		parts.push({ etag, partNumber, bytes: used, events, sha256: await toSha256(bytes) });
		[used, events] = [0, 0];
	}

	return {
		async push(bytes, more) {
			for (let at = 0; at < bytes.length; ) {
				const count = Math.min(bytes.length - at, partBytes - used);
				buffer.set(bytes.subarray(at, at + count), used);
				used += count;
				at += count;
				if (at === bytes.length) events += more;
				if (used === partBytes) await flush();
			}
		},
		async end() {
			await flush();
			if (upload) await upload.complete(parts.map(({ etag, partNumber }) => ({ etag, partNumber })));
			await assertParts(store, object, parts);
			const sha256 = parts.length === 0 ? await toSha256(new Uint8Array()) : await digestObject(store, object);
			const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
			return { bytes, sha256, parts: parts.map(({ bytes, events, sha256 }) => ({ bytes, events, sha256 })) };
		},
		async abort() {
			await upload?.abort();
		},
	};
}

/** @throws Error unless each part reads back as it was sent */
async function assertParts(
	store: ArchiveStore,
	object: string,
	parts: readonly (ArchiveManifest["parts"][number] & UploadedPart)[],
): Promise<void> {
	let offset = 0;
	for (const { bytes, partNumber, sha256 } of parts) {
		const stored = await store.get(object, { range: { offset, length: bytes } });
		const found = stored && (await toSha256(new Uint8Array(await stored.arrayBuffer())));
		if (found !== sha256) throw new Error(`part ${partNumber} of ${object} reads back with SHA-256 ${found}, not ${sha256}`);
		offset += bytes;
	}
}
