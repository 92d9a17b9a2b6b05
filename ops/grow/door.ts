import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { pipeline } from "node:stream/promises";

/** The one way in while a stage changes. */
export interface Door {
	readonly url: string;
	/** Holds every request that comes from now on; resolves once those that came before are answered. */
	readonly close: () => Promise<void>;
	readonly open: () => void;
	readonly stop: () => Promise<void>;
}

/**
 * Stands before the account's gateway. At Cloudflare a deployment closes nothing; workerd must start anew, so requests wait here for it instead of
 * being refused, and none is cut off whose effect nobody would know.
 */
export async function startDoor(target: string): Promise<Door> {
	const { hostname, port } = new URL(target);
	let opened = Promise.withResolvers<void>();
	opened.resolve();
	let inFlight = 0;
	let idle = Promise.withResolvers<void>();
	const server = createServer(async (request, response) => {
		await opened.promise;
		inFlight += 1;
		try {
			await pass(request, response, { hostname, port });
		} catch {
			// The client sees its connection end, as it would where nothing stood between.
			response.destroy();
		} finally {
			inFlight -= 1;
			if (inFlight === 0) idle.resolve();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
		close: async () => {
			opened = Promise.withResolvers();
			if (inFlight === 0) return;
			idle = Promise.withResolvers();
			await idle.promise;
		},
		open: () => opened.resolve(),
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

type Target = { readonly hostname: string; readonly port: string };

/** A connection of its own each: one kept open would be one to a workerd that is gone. */
async function pass(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
	const { method, url: path, headers } = request;
	const answered = new Promise<IncomingMessage>((resolve, reject) => {
		const upstream = send({ ...target, method, path, headers, agent: false }, resolve);
		upstream.on("error", reject);
		pipeline(request, upstream).catch(reject);
	});
	const answer = await answered;
	response.writeHead(answer.statusCode ?? 502, answer.headers);
	await pipeline(answer, response);
}
