/** The plan's knobs for live rooms. */
export interface HubSettings {
	/** Connections of one object; the next one opens another. */
	readonly socketsPerNode: number;
	/** How many nodes a node hands a message on to. */
	readonly fanOut: number;
	readonly maxMessageBytes: number;
	/** Of one connection; two seconds' worth may come at once. */
	readonly messagesPerSecond: number;
	/** What may wait for one connection. */
	readonly bufferBytes: number;
}
