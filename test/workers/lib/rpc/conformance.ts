import { ProblemError, toProblemResponse } from "../../../../workers/lib/problem.ts";
import { answerRpc, askRpc, type Remote, type RpcCall } from "../../../../workers/lib/rpc/rpc-result.ts";

/** What the answering side is to do: give a value, throw a problem, or fail. */
export type Deed =
	| { readonly kind: "value"; readonly value: unknown }
	| { readonly kind: "problem"; readonly type: string; readonly detail: string; readonly headers: Readonly<Record<string, string>> }
	| { readonly kind: "fault"; readonly message: string };

export interface Doer {
	perform(deed: Deed): Promise<{ readonly value: unknown; readonly requestId: string }>;
}

/** The answering side, in memory as behind an entrypoint. */
export function perform(call: RpcCall, deed: Deed): ReturnType<Remote<Doer>["perform"]> {
	return answerRpc("perform", call, () => {
		if (deed.kind === "value") return { value: deed.value, requestId: call.requestId };
		if (deed.kind === "fault") throw new RangeError(deed.message);
		// A type of a version ahead is one that this version can't construct: it goes as the data that it would be.
		return throwProblem(deed.type, deed.detail, deed.headers);
	});
}

function throwProblem(type: string, detail: string, headers: Readonly<Record<string, string>>): never {
	const problem = new ProblemError("internal", detail, headers);
	Object.defineProperty(problem, "type", { value: type });
	throw problem;
}

/** What the asking side sees, as data: a problem by the response that it makes. */
export async function see(remote: Remote<Doer>, deed: Deed): Promise<unknown> {
	try {
		return await askRpc(remote.perform({ requestId: "r-1" }, deed));
	} catch (error) {
		if (!(error instanceof ProblemError)) return { fault: error instanceof Error && error.message };
		const response = toProblemResponse(error, "r-1");
		const { detail, type } = JSON.parse(await response.text());
		return { status: response.status, type, detail, headers: error.headers };
	}
}
