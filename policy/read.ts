import type { Judged } from "./judged.ts";

type Props = Readonly<Record<string, unknown>>;
type Source = Judged | Props;

const isProps = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);
const isJudged = (source: Source): source is Judged => "urn" in source && "props" in source;

/** The value under a path such as `settings.maxRetries`; undefined where there is none, or the provider's null, which says the same. */
export function valueAt(source: Source, path: string): unknown {
	const props = isJudged(source) ? source.props : source;
	return path.split(".").reduce<unknown>((value, key) => (isProps(value) ? value[key] : undefined), props) ?? undefined;
}

export function textAt(source: Source, path: string): string | undefined {
	const value = valueAt(source, path);
	return typeof value === "string" ? value : undefined;
}

export function numberAt(source: Source, path: string): number | undefined {
	const value = valueAt(source, path);
	return typeof value === "number" ? value : undefined;
}

/** The entries of a list that are objects; none where there is no list. */
export function listAt(source: Source, path: string): readonly Props[] {
	const value = valueAt(source, path);
	// One by one: an entry that isn't known must not hide the others' fault from whoever reads this.
	return Array.isArray(value) ? value.filter(isProps) : [];
}

/** What stands under each key of an object. */
export function entriesAt(source: Source, path: string): readonly (readonly [string, Props])[] {
	const value = valueAt(source, path);
	if (!isProps(value)) return [];
	return Object.keys(value).flatMap((key) => {
		const entry = value[key];
		return isProps(entry) ? [[key, entry] as const] : [];
	});
}
