import { SqliteD1 } from "../support/sqlite-d1.ts";
import type { Stores } from "./world.ts";

/** One set for a test file: its tenants are neighbours. */
export const stores: Stores = {
	directory: new SqliteD1("directory"),
	shards: {
		SHARD__POOL__WEUR__0: new SqliteD1("shard"),
		SHARD__POOL__WEUR__1: new SqliteD1("shard"),
		SHARD__TENANT__ACME__EU__0: new SqliteD1("shard"),
		SHARD__TENANT__ACME__EU__1: new SqliteD1("shard"),
	},
	bucket: { get: async () => null },
};
