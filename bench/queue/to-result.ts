import { estimateMicroUsd } from "../../sizing/prices.ts";
import type { Row } from "../../terminal/table.ts";
import type { BenchResult } from "../bench.ts";
import { toSummary } from "../summary.ts";

/** What one writer did in a round. */
export interface Measured {
	readonly events: number;
	readonly seconds: number;
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
		statementsPerMillion: perMillion("d1Statements"),
		rowsReadPerMillion: counts.d1RowsRead,
		rowsWrittenPerMillion: counts.d1RowsWritten,
		queueOperationsPerMillion: queueOperations,
		usdPerMillion: toRounded(microUsd / 1_000_000),
	};
}

/** Ratios: our events a second over theirs, the median of the rounds; our queue operations over those of a message an event. */
export function toResult(measured: ReadonlyMap<string, readonly Measured[]>): BenchResult {
	const of = (writer: string) => measured.get(writer) ?? [];
	const toRatio = (rival: string) => toRounded(toRate(of("ours")).median / toRate(of(rival)).median);
	return {
		ratios: { rowByRow: toRatio("rowByRow"), grouped: toRatio("grouped") },
		queueCost: toRounded(perEvent(of("ours"), "queueOperations") / perEvent(of("rowByRow"), "queueOperations")),
		rows: [...measured].map(([writer, rounds]) => toRow(writer, rounds)),
	};
}
