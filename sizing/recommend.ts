import type { Stage } from "../config/settings.ts";
import type { MicroUsd } from "../config/units.ts";
import { type Capacity, toHeadroom } from "./capacity.ts";
import type { TooMuch } from "./too-much.ts";

/** A stage with the load that is to be placed. */
export interface Candidate {
	readonly stage: Stage;
	/** Requests a day that the stage is made for. */
	readonly madeFor: number;
	readonly capacities: readonly Capacity[];
	readonly tooMuch: readonly TooMuch[];
	readonly perMonth: MicroUsd;
}

export interface Recommendation {
	/** Null where no stage has the headroom. */
	readonly stage: Stage | null;
	/** For each other stage, what speaks against it. */
	readonly against: readonly { readonly stage: Stage; readonly reasons: readonly string[] }[];
}

/** What must be left of each limit at the peak. */
export const WANTED_HEADROOM = 0.3;

/** The smallest stage that is made for the load and has {@link WANTED_HEADROOM} of every limit; candidates stand smallest first. */
export function recommend(candidates: readonly Candidate[], requestsPerDay: number): Recommendation {
	const fits = ({ madeFor, capacities }: Candidate) => requestsPerDay <= madeFor && toHeadroom(capacities) >= WANTED_HEADROOM;
	const index = candidates.findIndex(fits);
	const chosen = candidates[index];
	const others = candidates.filter((candidate) => candidate !== chosen);
	const isSmaller = (candidate: Candidate) => chosen === undefined || candidates.indexOf(candidate) < index;
	return {
		stage: chosen?.stage ?? null,
		against: others.map((candidate) => ({
			stage: candidate.stage,
			reasons: chosen === undefined || isSmaller(candidate) ? toTooSmall(candidate, requestsPerDay) : toTooLarge(candidate, chosen),
		})),
	};
}

function toTooSmall({ madeFor, capacities }: Candidate, requestsPerDay: number): string[] {
	const tight = capacities.filter(({ use }) => 1 - use < WANTED_HEADROOM);
	const reasons = tight.map(({ title, what, use }) => `${title}: ${what} would use ${toPercent(use)}`);
	return requestsPerDay <= madeFor
		? reasons
		: [
				...reasons,
				`it is made for ${madeFor.toLocaleString("en")} requests a day${tight.length === 0 ? ", though its limits would hold" : ""}`,
			];
}

function toTooLarge({ tooMuch, perMonth }: Candidate, chosen: Candidate): string[] {
	const dearer = (perMonth - chosen.perMonth) / 1e6;
	const reasons = tooMuch.map(({ kind, why }) => `${WORDS[kind]}: ${why}`);
	return [
		...reasons,
		dearer >= 0.01 ? `$${dearer.toFixed(2)} more a month, for headroom that nothing asks for` : "it costs no less, and has more to keep",
	];
}

const WORDS = { "sharding-too-early": "sharding too early", "over-replication": "over-replicating" } as const;

const toPercent = (share: number) => `${(share * 100).toFixed(0)} %`;
