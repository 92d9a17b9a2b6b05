import { z } from "zod";
import { UserError } from "../../config/user-error.ts";
import type { GatewayAddress } from "./find-gateway.ts";

/** The admin side of a stack. */
export interface GatewayClient {
	/** @throws UserError with the problem's own words for an answer that isn't 2xx. */
	readonly call: <T>(schema: z.ZodType<T>, path: string, options?: CallOptions) => Promise<T>;
	/** Every entry of a list that goes by pages. */
	readonly list: <T>(schema: z.ZodType<T>, path: string, name: string) => Promise<readonly T[]>;
}

interface CallOptions {
	readonly method?: "GET" | "POST" | "DELETE";
	readonly body?: unknown;
}

const problem = z.object({ title: z.string(), detail: z.string(), requestId: z.string().optional() });

const PAGE = 200;

export function makeGatewayClient({ url, adminToken }: GatewayAddress): GatewayClient {
	const call: GatewayClient["call"] = async (schema, path, { method = "GET", body } = {}) => {
		const headers = { authorization: `Bearer ${adminToken}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
		const response = await fetch(new URL(path, url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
		const text = await response.text();
		if (!response.ok) throw toRefusal(`${method} ${path}`, response.status, text);
		return schema.parse(text === "" ? null : JSON.parse(text));
	};
	return {
		call,
		list: async (schema, path, name) => {
			const page = z.looseObject({ [name]: z.array(schema), cursor: z.string().optional() });
			const entries = [];
			let cursor: string | undefined;
			do {
				const query = new URLSearchParams({ limit: String(PAGE), ...(cursor === undefined ? {} : { cursor }) });
				const found = await call(page, `${path}?${query}`);
				entries.push(...z.array(schema).parse(found[name]));
				cursor = z.string().optional().parse(found["cursor"]);
			} while (cursor !== undefined);
			return entries;
		},
	};
}

function toRefusal(request: string, status: number, text: string): UserError {
	const { title, detail, requestId } = parseProblem(text) ?? { title: `status ${status}`, detail: text.slice(0, 200) };
	return new UserError("refused", `${request}: ${title}. ${detail}${requestId === undefined ? "" : ` (request ${requestId})`}`, []);
}

function parseProblem(text: string) {
	try {
		return problem.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}
