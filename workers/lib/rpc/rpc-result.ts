import { logError } from "../log-error.ts";
import type { BilledCounts } from "../meter/billed-counts.ts";
import type { Meter } from "../meter/make-meter.ts";
import { isProblemType, ProblemError } from "../problem.ts";

/** What every call tells of itself: logs of both Workers bear the id. */
export interface RpcCall {
	readonly requestId: string;
}

/**
 * What a method answers: RPC itself keeps a standard error's name and message and nothing else (/workers/runtime-apis/rpc/error-handling/,
 * 2026-09-17), so a problem travels as data. `type` is text: the other Worker may be a version ahead.
 */
export type RpcResult<T> =
	| { readonly kind: "value"; readonly value: T; readonly billed?: Partial<BilledCounts> }
	| {
			readonly kind: "problem";
			readonly problem: { readonly type: string; readonly detail: string; readonly headers: Readonly<Record<string, string>> };
	  };

/** An interface as its entrypoint has it: each method takes the call first and answers a result. */
export type Remote<T> = {
	readonly [K in keyof T]: T[K] extends (...values: infer V) => Promise<infer R>
		? (call: RpcCall, ...values: V) => Promise<RpcResult<R>>
		: never;
};

/**
 * Runs a method for a caller in another Worker. A problem becomes data; a fault is logged here with the request's id and
 * thrown on, so that the platform counts the call as failed. With a meter the result says what the method was billed.
 *
 * @example
 * const list = (requestId: string, read: () => Promise<readonly string[]>) => answerRpc("list", { requestId }, read);
 */
export async function answerRpc<T>(
	method: string,
	{ requestId }: RpcCall,
	run: () => T | Promise<T>,
	meter?: Pick<Meter, "counts">,
): Promise<RpcResult<T>> {
	try {
		const value = await run();
		return meter ? { kind: "value", value, billed: meter.counts() } : { kind: "value", value };
	} catch (error) {
		if (!(error instanceof ProblemError)) {
			logError(`rpc ${method}`, error, { requestId });
			throw error;
		}
		const { type, message: detail, headers } = error;
		return { kind: "problem", problem: { type, detail, headers } };
	}
}

/** The value of a call, or its problem thrown as the method threw it; one that this version doesn't know is our fault, not the client's. */
export async function askRpc<T>(answer: Promise<RpcResult<T>>, meter?: Pick<Meter, "add">): Promise<T> {
	const result = await answer;
	if (result.kind === "value") {
		meter?.add(result.billed ?? {});
		return result.value;
	}
	const { type, detail, headers } = result.problem;
	if (!isProblemType(type)) throw new Error(`a call answered a problem of the unknown type "${type}"`);
	throw new ProblemError(type, detail, headers);
}
