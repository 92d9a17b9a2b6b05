import { expect, it } from "vitest";
import { JOBS } from "../../../workers/upkeep/jobs.ts";
import { manifest } from "../../../workers/upkeep/manifest.ts";
import { startByApp, startHourly } from "../../../workers/upkeep/start-hourly.ts";

const AT = Date.UTC(2026, 10, 21, 3, 23, 7);

it("has a job for every cron of the manifest", () => {
	expect(Object.keys(JOBS).toSorted()).toEqual(manifest.crons.toSorted());
});

it("starts one run an hour, however often the cron fires", async () => {
	const runs = new Set<string>();
	const create = async ({ id }: { id?: string } = {}) => {
		if (!id || runs.has(id)) throw new Error("instance.already_exists");
		runs.add(id);
	};
	const get = async (id: string) => {
		if (!runs.has(id)) throw new Error("instance.not_found");
	};
	for (const minutes of [0, 5, 40]) await startHourly({ create, get }, "partitions", AT + minutes * 60_000);
	expect([...runs]).toEqual(["partitions-2026-11-21T03", "partitions-2026-11-21T04"]);
	await expect(startHourly({ create: () => Promise.reject(new Error("down")), get }, "partitions", AT + 86_400_000)).rejects.toThrow(
		"down",
	);
});
it("starts one run an hour and app, and says which app it is for", async () => {
	const runs = new Map<string, unknown>();
	const create = async ({ id, params }: { id: string; params: unknown }) => {
		if (runs.has(id)) throw new Error("taken");
		runs.set(id, params);
	};
	const get = async (id: string) => (runs.has(id) ? {} : Promise.reject(new Error("none")));
	for (const _ of [1, 2])
		await startByApp({ runs: { create, get }, name: "partitions", apps: ["WEUR", "WEUR__1"], toParams: (app) => ({ at: AT, app }) }, AT);
	expect([...runs]).toEqual([
		["partitions-WEUR-2026-11-21T03", { at: AT, app: "WEUR" }],
		["partitions-WEUR__1-2026-11-21T03", { at: AT, app: "WEUR__1" }],
	]);
});
