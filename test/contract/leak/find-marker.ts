const spell = (bytes: Buffer) => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");

/** The letters of base64 that these bytes always give, wherever in a text they begin. */
function toBase64Cores(marker: string): readonly string[] {
	return [0, 1, 2].map((before) => {
		const text = spell(Buffer.from("\0".repeat(before) + marker));
		const whole = Math.floor(((before + marker.length) * 8) / 6);
		return text.slice(Math.ceil((before * 8) / 6), whole);
	});
}

/** Whether a text holds the marker: as it is, in hex, or in base64 of either alphabet, as cursors and bookmarks are. */
export function hasMarker(text: string, marker: string): boolean {
	const plain = text.replaceAll("+", "-").replaceAll("/", "_");
	const forms = [marker, Buffer.from(marker).toString("hex"), ...toBase64Cores(marker)];
	return forms.some((form) => plain.includes(form)) || text.toLowerCase().includes(marker.toLowerCase());
}
