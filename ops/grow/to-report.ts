import { type Row, toTable } from "../../terminal/table.ts";
import type { Check } from "./check.ts";
import { toText } from "./check-requests.ts";
import type { Step } from "./grow-step.ts";
import type { Rehearsal } from "./rehearse.ts";

export const isOk = ({ checks }: Step): boolean => checks.every(({ ok }) => ok);

/** The rehearsal as facts for a script. */
export const toJson = ({ tenants, dedicated, steps }: Rehearsal, seed: number) => ({
	ok: steps.every(isOk),
	seed,
	tenants,
	dedicated,
	steps: steps.map((step) => ({
		from: step.from,
		to: step.to,
		ok: isOk(step),
		gapMs: step.requests.gapMs,
		closedMs: Math.round(step.change.window.end - step.change.window.start),
		settleMs: step.change.settleMs,
		requests: step.requests.sent,
		failedWhileClosed: step.requests.failedInside.map(toText),
		checks: step.checks,
		unproved: step.unproved,
	})),
});

const SHOWN = 5;

const toRow = ({ what, expected, found, ok }: Check): Row => ({ check: what, expected, found, "": ok ? "ok" : "FAILED" });

function toStepText(step: Step): string {
	const { from, to, checks, requests, change, unproved } = step;
	const closed = Math.round(change.window.end - change.window.start);
	const faults = checks.filter(({ ok }) => !ok).flatMap(({ faults }) => faults);
	return [
		`${from} → ${to}: ${isOk(step) ? "ok" : "FAILED"}`,
		"",
		toTable(checks.map(toRow)),
		...faults.slice(0, SHOWN).map((fault) => `  ${fault}`),
		...(faults.length > SHOWN ? [`  … and ${faults.length - SHOWN} more`] : []),
		"",
		`gap: the longest wait was ${requests.gapMs} ms, elsewhere ${requests.elsewhereMs} ms; the door was closed for ${closed} ms, ${change.settleMs} of them for what runs after answers`,
		`failed meanwhile, and answered when sent again: ${requests.failedInside.length}`,
		...requests.failedInside.slice(0, SHOWN).map((attempt) => `  ${toText(attempt)}`),
		...(unproved.length > 0 ? [`not proved here: ${unproved.join(", ")}`] : []),
	].join("\n");
}

export const toReport = ({ tenants, dedicated, steps }: Rehearsal): string => {
	const verdict = steps.every(isOk) ? "Nothing was lost." : "Something isn't as it should be.";
	return [...steps.map(toStepText), `${tenants} tenants, ${dedicated} of them with databases of their own. ${verdict}`].join("\n\n");
};
