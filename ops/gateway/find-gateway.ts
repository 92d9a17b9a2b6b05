import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { UserError } from "../../config/user-error.ts";
import { readRunning } from "../read-running.ts";

/** Where a stack answers, and the token that opens its admin side. */
export interface GatewayAddress {
	readonly url: string;
	readonly adminToken: string;
}

/** The options of every command that asks a running stack; spread them into the verb. */
export const GATEWAY_OPTIONS = [
	["--stack <name>", "which stack (dev)"],
	["--local", "the one that npm start runs, rather than the deployed one"],
] as const;

export const GATEWAY_FIELDS = { stack: z.string().default("dev"), local: z.boolean().default(false) };

const outputs = z.object({ gatewayUrl: z.url(), adminToken: z.string() });

/**
 * The local account of a stack, or the outputs of the deployed one. The token stays in memory.
 * @throws UserError where there is neither.
 */
export async function findGateway(
	root: string,
	{ stack, local }: { readonly stack: string; readonly local: boolean },
): Promise<GatewayAddress> {
	if (local) {
		const { gateway, adminToken } = readRunning(root, stack);
		return { url: gateway, adminToken };
	}
	const found = outputs.safeParse(await readOutputs(root, stack));
	if (!found.success) throw refuse(stack, "has no gatewayUrl and adminToken among its outputs", "Deploy it: npm run up");
	return { url: found.data.gatewayUrl, adminToken: found.data.adminToken };
}

async function readOutputs(root: string, stack: string): Promise<unknown> {
	const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
	try {
		return JSON.parse((await promisify(execFile)("pulumi", args, { cwd: root })).stdout);
	} catch (error) {
		// Only the first line: what the command says may hold outputs, and they hold a secret.
		const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
		throw refuse(stack, `can't be read from Pulumi: ${why}`, "Sign in with pulumi login, or give --local for the account of npm start");
	}
}

const refuse = (stack: string, rule: string, remedy: string) =>
	new UserError("stack", "Which stack?", [{ option: "--stack", value: stack, rule, remedy }]);
