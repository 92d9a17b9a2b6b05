/** Markup that is safe to put in a page. */
export interface Html {
	readonly markup: string;
}

type Value = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it stands in an element or a quoted attribute. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

function toMarkup(value: Value): string {
	if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
	return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

/**
 * A template whose values are text unless they are markup themselves. Attributes stand in quotes; no value goes into a script or a style.
 *
 * @example
 * const item = (name: string) => html`<li title="${name}">${name}</li>`;
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => ({
	markup: strings.map((text, index) => text + (index < values.length ? toMarkup(values[index] ?? "") : "")).join(""),
});

/** Markup that stands in our sources: never what anyone sent. */
export const trusted = (markup: string): Html => ({ markup });
