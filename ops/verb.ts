import type { z } from "zod";
import type { Answer, Terminal } from "./answer.ts";
import { UsageError } from "./usage-error.ts";

/** An option or argument as the command line spells it, such as `["--stage <stage>", "judge another stage"]`. */
type Spelling = readonly [flags: string, what: string];

interface VerbSource<Schema extends z.ZodType> {
	/** Null for what the noun alone does: `npm run ops -- cost`. */
	readonly name: string | null;
	readonly summary: string;
	/** Below the options: what it tells, and examples. */
	readonly help: string;
	readonly args?: readonly Spelling[];
	readonly options?: readonly Spelling[];
	/** Of options and arguments alike, by their names in camel case; its messages go on from the name: "stage must be …". */
	readonly schema: Schema;
	readonly run: (given: z.output<Schema>, context: VerbContext) => Promise<Answer>;
}

export interface VerbContext {
	/** The folder with `Pulumi.yaml`. */
	readonly root: string;
	readonly terminal: Terminal;
}

/** A verb whose options were not read yet. */
export interface Verb extends Omit<VerbSource<z.ZodType>, "schema" | "run"> {
	/** @throws UsageError for options that the verb does not take. */
	readonly run: (given: unknown, context: VerbContext) => Promise<Answer>;
}

/** One command; `--json` and `--help` it gets from the command line. */
export function defineVerb<Schema extends z.ZodType>({ schema, run, ...verb }: VerbSource<Schema>): Verb {
	return {
		...verb,
		run: async (given, context) => {
			const { data, error } = schema.safeParse(given);
			if (error) throw new UsageError(error.issues.map(toFault));
			return run(data, context);
		},
	};
}

const toFault = ({ path, message }: z.core.$ZodIssue) => `${path.map(String).join(".").replaceAll(/[A-Z]/g, toDashed)} ${message}`.trim();

const toDashed = (letter: string) => `-${letter.toLowerCase()}`;
