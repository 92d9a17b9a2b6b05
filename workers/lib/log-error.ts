import { type LogFields, writeLog } from "./log/write-log.ts";

/** For what works and should be looked at. */
export const logWarning = (what: string, fields: LogFields): void => writeLog("warn", what, fields);

/** The message of a fault may go to the log and never to a client. */
export function logError(what: string, error: unknown, fields: LogFields = {}): void {
	const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	writeLog("error", what, { ...fields, message });
}
