import { z } from "zod";
import type { Answer, Terminal } from "../answer.ts";
import { confirm } from "../confirm.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { followMove, move, toText } from "./follow-move.ts";
import { toTenantPath } from "./tenant.ts";

/** The options of every verb that starts a move; spread them into it. */
export const MOVE_OPTIONS = [
	...GATEWAY_OPTIONS,
	["--wait", "until the tenant lives there, or is back"],
	["--yes", "answers ahead"],
] as const;

export const MOVE_FIELDS = { ...GATEWAY_FIELDS, wait: z.boolean().default(false), yes: z.boolean().default(false) };

interface Wish {
	readonly tenant: string;
	/** As the admin side has it. */
	readonly to: string;
	readonly question: string;
	readonly wait: boolean;
	readonly yes: boolean;
	readonly terminal: Terminal;
}

/** Asks, starts, and follows where that is wished. */
export async function startMove(gateway: GatewayClient, { tenant, to, question, wait, yes, terminal }: Wish): Promise<Answer> {
	await confirm(question, { yes });
	const path = `${toTenantPath(tenant)}/moves`;
	const started = await gateway.call(move, path, { method: "POST", body: { to } });
	if (!wait)
		return { json: started, text: `move ${started.id} to ${started.target.shards.join(", ")}; npm run ops -- tenants moves ${tenant}` };
	const read = () => gateway.call(move, `${path}/${started.id}`);
	const ended = await followMove({ title: `moving ${tenant}`, read, write: terminal.error });
	return { json: ended, text: toText(ended), refused: ended.phase === "undone" };
}
