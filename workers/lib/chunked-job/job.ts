import type { Position } from "./cut-records.ts";

const ACTIVE_STATES = ["waiting", "running"] as const;
export type JobState = (typeof ACTIVE_STATES)[number] | "done" | "failed" | "canceled";

/** A line that was left out, and why. */
export interface BadLine {
	readonly line: number;
	readonly reason: string;
}

/** A job over one file. `I` is what it was asked to do. */
export interface Job<I> {
	/** A version 7 UUID: later jobs sort later. */
	readonly id: string;
	readonly input: I;
	/** Of the file, which must stay the one that the job began with. */
	readonly bytes: number;
	readonly state: JobState;
	/** Up to here everything is written. */
	readonly position: Position;
	/** What the form keeps between chunks: a table's header. */
	readonly header: readonly string[] | null;
	readonly written: number;
	readonly bad: number;
	/** Tries of the present chunk. */
	readonly attempts: number;
	/** Why it failed, or waits to try again. */
	readonly reason: string | null;
	/** Milliseconds since 1970, as all its times. */
	readonly notBefore: number;
	readonly createdAt: number;
	readonly updatedAt: number;
}

export const isActive = ({ state }: Pick<Job<unknown>, "state">): boolean => state === "waiting" || state === "running";

export interface NewJob<I> {
	readonly id: string;
	readonly input: I;
	readonly bytes: number;
	readonly now: number;
}

export const startJob = <I>({ id, input, bytes, now }: NewJob<I>): Job<I> => ({
	id,
	input,
	bytes,
	state: "waiting",
	position: { offset: 0, line: 1, skipping: false },
	header: null,
	written: 0,
	bad: 0,
	attempts: 0,
	reason: null,
	notBefore: now,
	createdAt: now,
	updatedAt: now,
});
