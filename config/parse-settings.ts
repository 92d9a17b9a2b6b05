import type { z } from "zod";
import { type Settings, settings } from "./settings.ts";
import { type Issue, UserError } from "./user-error.ts";

/** Where the values come from, for the remedies: `Pulumi.prod.yaml`. */
export interface Source {
	readonly file: string;
}

/**
 * Untyped values, by key without the namespace → settings.
 * @throws UserError with every fault at once.
 */
export function parseSettings(values: Readonly<Record<string, unknown>>, source: Source, found: readonly Issue[] = []): Settings {
	const result = settings.safeParse(values);
	const issues = [...found, ...(result.error?.issues ?? []).flatMap((issue) => toIssues(issue, values, source))];
	if (result.success && issues.length === 0) return result.data;
	throw new UserError("settings", `${source.file} has ${issues.length === 1 ? "a fault" : `${issues.length} faults`}:`, issues);
}

function toIssues(issue: z.core.$ZodIssue, values: unknown, source: Source): Issue[] {
	const option = toOption(issue.path);
	if (issue.code === "unrecognized_keys")
		return issue.keys.map((key) => ({
			option: toOption([...issue.path, key]),
			value: show(valueAt(values, [...issue.path, key])),
			rule: "is no setting",
			remedy: `Remove it from ${source.file}, or mend its spelling`,
		}));
	const value = valueAt(values, issue.path);
	return [{ option, value: show(value), rule: toRule(issue, value), remedy: `Set it in ${source.file}` }];
}

function toRule(issue: z.core.$ZodIssue, value: unknown): string {
	if (value === undefined && issue.code !== "custom") return "must be given";
	if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
	if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) return `must be ${article(issue.expected)}`;
	return issue.message;
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function toOption(path: readonly PropertyKey[]): string {
	return path.reduce<string>(
		(text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text === "stagecraft:" ? "" : "."}${String(key)}`),
		"stagecraft:",
	);
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), values);
}

function show(value: unknown): string {
	if (value === undefined) return "(absent)";
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
