import { expect, it } from "vitest";
import { makePlacement } from "../../../../workers/app/admin/tenant-placement.ts";

const shard = (location: string, index = 0, tenant: string | null = null) => ({
	id: `${tenant ?? "pool"}-${location}-${index}`,
	tenant,
	location,
	index,
});
const BOUND = [shard("apac"), shard("weur", 1), shard("weur", 0), shard("eu", 0, "acme")];
const place = (tenant: string, region?: string, home = "weur") => makePlacement(BOUND, { tenant, region, home });

it("places a tenant that names no region in the home region", () => {
	expect(place("globex")).toEqual({ dedicated: false, location: "weur", shards: ["pool-weur-0", "pool-weur-1"] });
});

it("places it in the first region there is where the home has no pool", () => {
	expect(place("globex", undefined, "oc").location).toBe("apac");
});

it("places it where it asks to be", () => {
	expect(place("globex", "apac").shards).toEqual(["pool-apac-0"]);
});

it("places a tenant that has databases of its own on those, whatever the home", () => {
	expect(place("acme")).toEqual({ dedicated: true, location: "eu", shards: ["acme-eu-0"] });
});

it("refuses a region that has no database for it", () => {
	expect(() => place("globex", "wnam")).toThrow(/region: no database for globex there; one of: apac, weur/);
	expect(() => place("acme", "weur")).toThrow(/one of: eu/);
});
