import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { ACCOUNT_ID } from "../account-id.ts";
import { listDatabases } from "./d1-list.ts";
import { queryD1, type RunBatch } from "./d1-query.ts";
import { type Envelope, makeFault } from "./envelope.ts";

export type Api = {
	/** What `CLOUDFLARE_BASE_URL` is to be. */
	readonly baseUrl: string;
	readonly token: string;
	readonly close: () => Promise<void>;
};

export type ApiAccount = {
	/** Names by id. */
	readonly databases: () => ReadonlyMap<string, string>;
	readonly runBatch: RunBatch;
};

// The provider wants tokens of 40 to 80 characters.
const TOKEN = "local-account-token-that-opens-nothing-else";
const D1 = /^\/client\/v4\/accounts\/([^/]+)\/d1\/database(?:\/([^/]+)\/query)?$/;

/** The part of Cloudflare's v4 API that a program calls while it deploys, and `ops` for migrations. */
export async function startApi(account: ApiAccount): Promise<Api> {
	const server = createServer(async (request, response) => {
		const envelope = await answer(account, request);
		response.writeHead(envelope.status, { "content-type": "application/json" });
		response.end(JSON.stringify(envelope.body));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		baseUrl: `http://127.0.0.1:${port}/client/v4`,
		token: TOKEN,
		close: () => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

// Codes: what the real API answers for the same faults.
async function answer(account: ApiAccount, request: IncomingMessage): Promise<Envelope> {
	const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
	if (request.headers.authorization !== `Bearer ${TOKEN}`) return makeFault(403, 10000, "Authentication error");
	const [, accountId, database] = D1.exec(pathname) ?? [];
	if (accountId === undefined || request.method !== (database === undefined ? "GET" : "POST")) {
		return makeFault(404, 7003, `The local account doesn't speak ${request.method} ${pathname}.`);
	}
	if (accountId !== ACCOUNT_ID) return makeFault(403, 10000, "Authentication error");
	if (database === undefined) return listDatabases(account.databases(), searchParams);
	if (!account.databases().has(database)) return makeFault(404, 7404, `The database ${database} could not be found`);
	try {
		return await queryD1(database, JSON.parse(await text(request)), account.runBatch);
	} catch (error) {
		if (error instanceof SyntaxError) return makeFault(400, 7400, "The request is malformed: its body isn't JSON.");
		return makeFault(500, 7500, error instanceof Error ? error.message : String(error));
	}
}
