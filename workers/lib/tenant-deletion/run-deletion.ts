/** One store, or a kind of what a tenant has in it. */
export interface DeletionPart {
	/** Part of the names of its steps. */
	readonly name: string;
	/** Deletes some of it; the text is where to go on, null once nothing is left. Run again, it comes to the same. */
	readonly delete: (from: string | null) => Promise<string | null>;
}

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface DeletionSteps {
	run(name: string, run: () => Promise<string>): Promise<string>;
	sleep(name: string, seconds: number): Promise<void>;
}

export interface DeletionOptions {
	readonly steps: DeletionSteps;
	/** Every store that holds tenants' data, in the order in which it goes. */
	readonly parts: readonly DeletionPart[];
	/** Told before each part which it is, and how many are done of both passes. */
	readonly onPart: (at: DeletionProgress) => Promise<void>;
	/** The directory's rows: after them nobody knows that there was a tenant. */
	readonly forget: () => Promise<void>;
	/** How long a copy of the directory may be believed anywhere. */
	readonly staleSeconds: number;
	readonly end: () => Promise<void>;
}

interface DeletionProgress {
	readonly phase: DeletionPass;
	readonly part: string;
	readonly done: number;
	readonly parts: number;
}

type DeletionPass = "deleting" | "sweeping";

/** A Workflow has 10,000 steps (/workflows/reference/limits/, 2026-09-17). */
const MAX_PAGES = 4_000;

/**
 * Deletes all that a tenant has, then the directory's rows, and once every copy of those is too old to be believed, whatever somebody
 * with such a copy has written meanwhile. It may stop at any step and goes on behind it.
 *
 * @example
 * const run = (options: DeletionOptions) => runDeletion({ ...options, staleSeconds: 300 });
 */
export async function runDeletion(options: DeletionOptions): Promise<void> {
	const { steps, forget, staleSeconds, end } = options;
	await deleteParts(options, "deleting");
	await take(steps, "directory", forget);
	await steps.sleep("copies of the directory", staleSeconds);
	await deleteParts(options, "sweeping");
	await take(steps, "end", end);
}

async function deleteParts({ steps, parts, onPart }: DeletionOptions, pass: DeletionPass): Promise<void> {
	const before = pass === "deleting" ? 0 : parts.length;
	for (const [index, part] of parts.entries()) {
		const progress = { phase: pass, part: part.name, done: before + index, parts: 2 * parts.length };
		await take(steps, `${pass} ${part.name}`, () => onPart(progress));
		await deletePages(steps, part, `${pass} ${part.name}`);
	}
}

async function deletePages(steps: DeletionSteps, part: DeletionPart, name: string): Promise<void> {
	let from: string | null = null;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const start: string | null = from;
		from = JSON.parse(await steps.run(`${name} ${page}`, async () => JSON.stringify(await part.delete(start))));
		if (from === null) return;
	}
	throw new Error(`${name}: has more than ${MAX_PAGES} pages`);
}

const take = (steps: DeletionSteps, name: string, run: () => Promise<void>) => steps.run(name, () => run().then(() => ""));
