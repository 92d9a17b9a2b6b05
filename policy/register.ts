import { unknownCheckingProxy } from "@pulumi/policy";
import { SECRET_NAMES } from "../config/secret-names.ts";
import { STAGES, type Stage } from "../config/settings.ts";
import { ACCOUNT_ID } from "../local/account-id.ts";
import { runProgram } from "../local/program/program.ts";
import { readProgramSettings } from "../local/program/settings.ts";
import type { Resource } from "../local/resource.ts";
import type { Judged, Stack } from "./judged.ts";
import type { PolicyOptions } from "./options.ts";
import { toContext } from "./read-context.ts";

declare module "@pulumi/policy" {
	/** Missing from the SDK's types: what the engine's policies see is wrapped so. */
	export function unknownCheckingProxy<T extends object>(props: T): T;
	export class UnknownValueError extends Error {}
}

type Choice = Pick<PolicyOptions, "stack" | "stage" | "from">;

/** Long enough to be one, the same in every run, and never sent anywhere. */
const NO_SECRET = "no-secret-of-any-account-0123456789";

/** What the program registers for a stack, and for the stage that it comes from, with no engine and no account. */
export async function registerStack(
	root: string,
	{ stack = "dev", ...choice }: Choice & { readonly stackConfig?: Readonly<Record<string, unknown>> },
): Promise<Stack> {
	const stackConfig = choice.stackConfig;
	const source = { root, stack, ...(stackConfig === undefined ? {} : { stackConfig }) };
	const { project, config } = await readProgramSettings(source);
	const own = STAGES.find((name) => name === config["stagecraft:stage"]);
	const stage = choice.stage ?? own ?? STAGES[0];
	const from = choice.from ?? (choice.stage === undefined ? undefined : own);
	const run = (at: Stage) => register({ ...source, stage: at });
	const [resources, before] = await Promise.all([run(stage), from === undefined || from === stage ? null : run(from)]);
	return { ...toContext({ ...config, "stagecraft:stage": stage }, { project, stack }), resources, before };
}

async function register({
	stage,
	...source
}: Parameters<typeof readProgramSettings>[0] & { readonly stage: Stage }): Promise<readonly Judged[]> {
	const { resources } = await runProgram({
		...source,
		config: { "stagecraft:accountId": ACCOUNT_ID, "stagecraft:stage": stage },
		secrets: Object.fromEntries(SECRET_NAMES.map((name) => [`stagecraft:${name}`, NO_SECRET])),
	});
	return resources.filter(({ custom }) => custom).map(toJudged);
}

/** As the engine would show it to a policy. */
export const toJudged = ({ urn, type, name, inputs, protect, id }: Resource): Judged => ({
	urn,
	type,
	name,
	props: unknownCheckingProxy(inputs),
	protect,
	id,
	sources: {},
});
