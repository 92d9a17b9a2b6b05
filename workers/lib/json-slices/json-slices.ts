/** Of a JSON array that `JSON.parse` has accepted: the text of each element, exactly as it stands, without the space around it. */
export function sliceElements(array: string): string[] {
	const open = array.indexOf("[");
	const elements: string[] = [];
	let start = open + 1;
	let depth = 0;
	for (let i = start; i < array.length; i++) {
		const char = array[i];
		if (char === '"') i = skipString(array, i);
		else if (char === "[" || char === "{") depth++;
		else if (depth === 0 && (char === "," || char === "]")) {
			elements.push(array.slice(start, i).trim());
			start = i + 1;
			if (char === "]") break;
		} else if (char === "]" || char === "}") depth--;
	}
	return elements.length === 1 && elements[0] === "" ? [] : elements;
}

/** The index of the quote that ends the string which begins at `start`. */
function skipString(text: string, start: number): number {
	let i = start + 1;
	while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
	return i;
}

/** Of a JSON object that `JSON.parse` has accepted and that has a member: the same text with one more member in front. */
export function insertMember(object: string, name: string, value: string): string {
	const open = object.indexOf("{") + 1;
	return `${object.slice(0, open)}${JSON.stringify(name)}:${JSON.stringify(value)},${object.slice(open)}`;
}
