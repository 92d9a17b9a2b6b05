import { expect, it } from "vitest";
import { JOBS } from "../../../workers/upkeep/jobs.ts";
import { manifest } from "../../../workers/upkeep/manifest.ts";
import { startHourly } from "../../../workers/upkeep/start-hourly.ts";

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
