type Bytes = Uint8Array<ArrayBuffer>;

/** One gzip member. */
export const gzip = (bytes: Bytes): Promise<Bytes> => pipe(bytes, new CompressionStream("gzip"));

export const gunzip = (bytes: Bytes): Promise<Bytes> => pipe(bytes, new DecompressionStream("gzip"));

async function pipe(bytes: Bytes, through: CompressionStream | DecompressionStream): Promise<Bytes> {
	const stream = new Blob([bytes]).stream().pipeThrough(through);
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Header, length of the extra field, its tag, an empty block, checksum and size of nothing (RFC 1952). */
const OVERHEAD = 26;
/** The longest extra field is 65,535 bytes, its tag among them. */
const MAX_MEMBER = 22 + 65_535;

/** Whether a gap can be filled: with nothing, or with members that are empty. */
export const canPad = (bytes: number): boolean => bytes === 0 || bytes >= OVERHEAD;

/** Exactly so many bytes that gunzip to nothing: empty members whose extra field, tagged `SG`, is as long as it must be. */
export function makePadding(bytes: number): Uint8Array<ArrayBuffer> {
	const padding = new Uint8Array(bytes);
	for (let offset = 0; offset < bytes; ) {
		const left = bytes - offset;
		const size = left <= MAX_MEMBER ? left : Math.min(MAX_MEMBER, left - OVERHEAD);
		writeMember(padding.subarray(offset, offset + size));
		offset += size;
	}
	return padding;
}

function writeMember(member: Uint8Array): void {
	const extra = member.length - 22;
	member.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);
	member.set([extra & 255, extra >> 8, 0x53, 0x47, (extra - 4) & 255, (extra - 4) >> 8], 10);
	member.set([3, 0], member.length - 10);
}
