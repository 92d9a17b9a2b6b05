/** The plan's knobs for jobs. */
export interface JobSettings {
	/** What is read at a time. */
	readonly chunkBytes: number;
	readonly maxAttempts: number;
	/** Before the second try of a chunk; it doubles with each. */
	readonly retryDelaySeconds: number;
	/** Jobs of a tenant that wait or run. */
	readonly perTenant: number;
}
