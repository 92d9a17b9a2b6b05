/** One line of JSON, for what works and should be looked at. */
export function logWarning(what: string, fields: Readonly<Record<string, unknown>>): void {
	console.warn(JSON.stringify({ level: "warn", what, ...fields }));
}

/** One line of JSON: Workers Logs indexes its fields. The message of a fault may go to the log and never to a client. */
export function logError(what: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
	const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	console.error(JSON.stringify({ level: "error", what, message, ...fields }));
}
