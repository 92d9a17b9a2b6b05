declare namespace Cloudflare {
	/** What the test run binds besides, in `vitest.config.ts`. */
	interface Env {
		readonly BUCKET: R2Bucket;
		readonly RECORDS: KVNamespace;
	}
}
