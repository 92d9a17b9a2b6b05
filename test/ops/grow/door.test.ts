import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Door, startDoor } from "../../../ops/grow/door.ts";

let door: Door;
let answers: (() => void)[] = [];
const target = createServer(async (request, response) => {
	const body = await text(request);
	const answer = () => response.writeHead(201, { "x-path": request.url ?? "" }).end(`${request.method} ${body}`);
	if (request.url === "/slow") answers.push(answer);
	else answer();
});

beforeEach(async () => {
	answers = [];
	await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
	const address = target.address();
	door = await startDoor(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
});
afterEach(async () => {
	await door.stop();
	target.closeAllConnections();
	await new Promise((resolve) => target.close(resolve));
});

it("lets a request through as it is, and its answer back", async () => {
	const response = await fetch(`${door.url}/a?b=c`, { method: "PUT", body: "hello" });
	expect([response.status, response.headers.get("x-path"), await response.text()]).toEqual([201, "/a?b=c", "PUT hello"]);
});

it("closes once what is under way is answered, and holds what comes then until it opens", async () => {
	const order: string[] = [];
	const slow = fetch(`${door.url}/slow`).then(() => order.push("slow"));
	await expect.poll(() => answers.length).toBe(1);
	const closed = door.close().then(() => order.push("closed"));
	const held = fetch(`${door.url}/held`).then(() => order.push("held"));
	answers[0]?.();
	await Promise.all([slow, closed]);
	expect(order.toSorted()).toEqual(["closed", "slow"]);
	door.open();
	await held;
	expect(order.at(-1)).toBe("held");
});

it("ends the client's connection where there is nothing behind it", async () => {
	target.closeAllConnections();
	await new Promise((resolve) => target.close(resolve));
	await expect(fetch(door.url)).rejects.toThrow("fetch failed");
	await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
});
