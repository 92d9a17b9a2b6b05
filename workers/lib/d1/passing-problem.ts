import { ProblemError } from "../problem.ts";
import { toD1Fault, toMessage } from "./fault.ts";

/** A database that is overloaded or restarting is no fault of the request: the same may succeed in a moment. */
export function toPassingProblem(error: Error): Error {
	const isPassing = toMessage(error).startsWith("D1_") && toD1Fault(error) === "passing";
	return isPassing ? new ProblemError("try-again", "The database is busy.", { "retry-after": "2" }) : error;
}
