import { makeRandom } from "../random.ts";

/** Shards refuse events of this type in a soak: they must end as dead letters. */
export const POISON = "poison";
const POISON_SHARE = 0.001;
const REQUEST_EVENTS = 100;
const CLIENTS = 8;
const MAX_TRIES = 200;

export interface PostOptions {
	readonly url: string;
	readonly keys: readonly string[];
	readonly events: number;
	readonly seed: number;
	readonly onProgress: (sent: number) => void;
}

/** Posts events `0` and on as clients do: each request again, with the same ids, until it is accepted. */
export async function postEvents({ url, keys, events, seed, onProgress }: PostOptions): Promise<void> {
	const random = makeRandom(seed);
	let next = 0;
	let sent = 0;
	const client = async () => {
		while (next < events) {
			const start = next;
			next = Math.min(start + REQUEST_EVENTS, events);
			const count = next - start;
			const key = keys[(start / REQUEST_EVENTS) % keys.length] ?? "";
			const types = Array.from({ length: count }, () => (random() < POISON_SHARE ? POISON : "soak"));
			await postUntilAccepted(url, key, makeBody(start, types), random);
			sent += count;
			onProgress(sent);
		}
	};
	await Promise.all(Array.from({ length: CLIENTS }, client));
}

function makeBody(start: number, types: readonly string[]): string {
	const time = new Date().toISOString();
	const toEvent = (type: string, index: number) => ({
		specversion: "1.0",
		id: `soak-${start + index}`,
		source: "/soak",
		type,
		time,
		data: { index },
	});
	return JSON.stringify(types.map(toEvent));
}

async function postUntilAccepted(url: string, key: string, body: string, random: () => number): Promise<void> {
	const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
	let last = "";
	for (let tries = 0; tries < MAX_TRIES; tries += 1) {
		const response = await fetch(new URL("/v1/events", url), { method: "POST", headers, body });
		last = `${response.status} ${await response.text()}`;
		if (response.status === 202) return;
		if (response.status < 500 && response.status !== 429) throw new Error(`events were refused: ${last}`);
		await new Promise((resolve) => setTimeout(resolve, 50 + 200 * random()));
	}
	throw new Error(`events were not accepted in ${MAX_TRIES} tries: ${last}`);
}
