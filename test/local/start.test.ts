import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { copyFixture, FIXTURE } from "./fixture-copy.ts";

const START = fileURLToPath(new URL("../../local/start.ts", import.meta.url));

function start(root: string, ...args: readonly string[]) {
	const child = spawn(process.execPath, [START, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
	return { child, ended };
}

async function runToEnd(root: string, ...args: readonly string[]) {
	const { child, ended } = start(root, ...args);
	const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
	return { stdout, stderr, code };
}

describe("npm start", () => {
	it("prints only JSON lines, reloads on a change and stops cleanly", async () => {
		await using fixture = await copyFixture();
		const { child, ended } = start(fixture.root, "--json", "--port", "0");
		child.stderr.resume();
		const events = createInterface(child.stdout)[Symbol.asyncIterator]();
		const next = async (): Promise<Record<string, unknown>> => JSON.parse((await events.next()).value ?? "null");
		try {
			const ready = await next();
			expect(ready).toEqual({
				event: "ready",
				gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
				openapi: `${ready["gateway"]}/openapi.json`,
				adminToken: expect.any(String),
				tenants: [],
				resources: expect.any(Number),
				ms: expect.any(Number),
			});
			const file = join(fixture.root, "workers/front.js");
			await writeFile(file, (await readFile(file, "utf8")).replace('"logged"', '"changed"'));
			expect(await next()).toMatchObject({ event: "reloaded", added: [], removed: [] });
			expect(await (await fetch(`${ready["gateway"]}/log`)).json()).toBe("changed");
			await writeFile(join(fixture.root, "Pulumi.dev.yaml"), "config:\n  stagecraft:mode: refuse\n");
			expect(await next()).toEqual({ event: "error", message: "stage: huge isn't a stage; choose launch." });
			expect(await (await fetch(`${ready["gateway"]}/log`)).json()).toBe("changed");
			const account = join(fixture.root, ".local/dev/account.json");
			expect((await stat(account)).mode & 0o777).toBe(0o600);
			expect(JSON.parse(await readFile(account, "utf8"))).toMatchObject({ adminToken: ready["adminToken"] });
		} finally {
			child.kill("SIGINT");
		}
		expect(await ended).toBe(0);
	});

	it("prints a refusal of the program without a stack", async () => {
		await using fixture = await copyFixture();
		await writeFile(join(fixture.root, "Pulumi.dev.yaml"), "config:\n  stagecraft:mode: refuse\n");
		const { stdout, stderr, code } = await runToEnd(fixture.root, "--ephemeral", "--port", "0");
		expect({ stdout, stderr, code }).toEqual({ stdout: "", stderr: "stage: huge isn't a stage; choose launch.\n", code: 1 });
	});

	it("tells every fault of its options at once", async () => {
		const { stderr, code } = await runToEnd(FIXTURE, "--prot", "1", "--port", "70000", "--stack", "../x", "--json=1", "more");
		expect(code).toBe(1);
		for (const fault of ["--prot:", "--port 70000:", "--stack ../x:", "--json=1:", "more:"]) expect(stderr).toContain(fault);
		expect(stderr).not.toContain("    at ");
	});

	it("says what to do where the port is taken", async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		const port = typeof address === "object" ? address?.port : undefined;
		const { stdout, code } = await runToEnd(FIXTURE, "--ephemeral", "--json", "--port", String(port));
		server.close();
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			event: "error",
			message: expect.stringContaining(`--port ${port}: another process listens`),
		});
	});

	it("explains its options", async () => {
		const { stdout, code } = await runToEnd(FIXTURE, "--help");
		expect(code).toBe(0);
		for (const option of ["--stack", "--stage", "--port", "--ephemeral", "--json", "--help"]) expect(stdout).toContain(option);
	});
});
