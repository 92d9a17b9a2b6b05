import { estimateMicroUsd } from "../../sizing/prices.ts";
import type { Row } from "../../terminal/table.ts";
import type { BenchResult } from "../bench.ts";
import { toSummary } from "../summary.ts";

/** What one writer did in a round. */
export interface Measured {
	readonly events: number;
	readonly seconds: number;
	/** Of workerd; null where it can't be told. */
	readonly cpuSeconds: number | null;
	readonly messages: number;
	readonly queueOperations: number;
	readonly d1Statements: number;
	readonly d1RowsRead: number;
	readonly d1RowsWritten: number;
}

type Counted = "messages" | "queueOperations" | "d1Statements" | "d1RowsRead" | "d1RowsWritten";

const perEvent = (rounds: readonly Measured[], name: Counted) =>
	rounds.reduce((sum, round) => sum + round[name], 0) / rounds.reduce((sum, round) => sum + round.events, 0);

const toRate = (rounds: readonly Measured[]) => toSummary(rounds.map(({ events, seconds }) => events / seconds));

/** Null where it can't be told. */
function toCpuMicros(rounds: readonly Measured[]): number | null {
	const micros = rounds.flatMap(({ events, cpuSeconds }) => (cpuSeconds === null ? [] : [(cpuSeconds * 1_000_000) / events]));
	return micros.length === 0 ? null : toRounded(toSummary(micros).median);
}

const toRounded = (value: number) => Number(value.toPrecision(4));

function toRow(writer: string, rounds: readonly Measured[]): Row {
	const { median, low, high } = toRate(rounds);
	const perMillion = (name: Counted) => toRounded(perEvent(rounds, name) * 1_000_000);
	const counts = { d1RowsRead: perMillion("d1RowsRead"), d1RowsWritten: perMillion("d1RowsWritten") };
	const queueOperations = perMillion("queueOperations");
	const microUsd: number = estimateMicroUsd({ ...counts, queueOperations });
	return {
		writer,
		events: rounds.reduce((sum, round) => sum + round.events, 0),
		eventsPerSecond: toRounded(median),
		low: toRounded(low),
		high: toRounded(high),
		cpuMicrosPerEvent: toCpuMicros(rounds),
		statementsPerMillion: perMillion("d1Statements"),
		rowsReadPerMillion: counts.d1RowsRead,
		rowsWrittenPerMillion: counts.d1RowsWritten,
		queueOperationsPerMillion: queueOperations,
		usdPerMillion: toRounded(microUsd / 1_000_000),
	};
}

const RIVALS = ["rowByRow", "grouped"] as const;

/**
 * Ratios: our events a second over theirs, the median of the rounds; ceilings: those that only storing the rows would have, which no
 * writer can pass; our queue operations over those of a message an event.
 */
export function toResult(measured: ReadonlyMap<string, readonly Measured[]>): BenchResult {
	const of = (writer: string) => measured.get(writer) ?? [];
	const toRatios = (writer: string) => {
		const rate = toRate(of(writer)).median;
		return Object.fromEntries(RIVALS.map((rival) => [rival, toRounded(rate / toRate(of(rival)).median)]));
	};
	return {
		ratios: toRatios("ours"),
		ceilings: toRatios("storing"),
		queueCost: toRounded(perEvent(of("ours"), "queueOperations") / perEvent(of("rowByRow"), "queueOperations")),
		rows: [...measured].map(([writer, rounds]) => toRow(writer, rounds)),
	};
}
