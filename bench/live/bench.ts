import { parseArgs } from "node:util";
import type { BenchResult } from "../bench.ts";
import { runRounds } from "../run-rounds.ts";
import { toQuantile } from "../summary.ts";
import { openRoom, type Room } from "./open-room.ts";

/** The tree has this many nodes, one of them the root. */
const NODES = 9;
const FAN_OUT = 4;

/** Milliseconds from the request that publishes until the last socket, and until each, has the message. */
interface Measured {
	readonly last: readonly number[];
	readonly each: readonly number[];
}

async function measure({ publish }: Room, messages: number): Promise<Measured> {
	const last: number[] = [];
	const each: number[] = [];
	for (let i = 0; i < messages; i += 1) {
		const times = await publish();
		last.push(Math.max(...times));
		each.push(...times);
	}
	return { last, each };
}

/** One room on one object beside one on a tree of objects, through the whole stack. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			sockets: { type: "string", default: "1000" },
			messages: { type: "string", default: "20" },
			rounds: { type: "string", default: "5" },
			seed: { type: "string", default: "1" },
		},
	});
	const [sockets, messages] = [Number(options.sockets), Number(options.messages)];
	const rooms = {
		oneObject: await openRoom(sockets, sockets, FAN_OUT),
		tree: await openRoom(sockets, Math.ceil(sockets / NODES), FAN_OUT),
	};
	try {
		for (const room of Object.values(rooms)) await measure(room, 2);
		const contenders = { oneObject: () => measure(rooms.oneObject, messages), tree: () => measure(rooms.tree, messages) };
		const measured = await runRounds({ rounds: Number(options.rounds), seed: Number(options.seed), contenders });
		const rows = await Promise.all(Object.entries(rooms).map(([name, room]) => toRow(name, room, measured.get(name) ?? [])));
		return { rows, messages: messages * Number(options.rounds) };
	} finally {
		for (const room of Object.values(rooms)) await room.stop();
	}
}

async function toRow(room: string, { presence }: Room, measured: readonly Measured[]) {
	const { members, nodes } = await presence();
	const [last, each] = [measured.flatMap((round) => round.last), measured.flatMap((round) => round.each)];
	return {
		room,
		socketsHeld: members,
		objects: nodes,
		lastSocketP50Ms: toQuantile(last, 0.5),
		lastSocketP99Ms: toQuantile(last, 0.99),
		eachSocketP50Ms: toQuantile(each, 0.5),
		eachSocketP99Ms: toQuantile(each, 0.99),
	};
}
