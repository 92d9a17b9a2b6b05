import { createServer } from "node:net";
import { LocalError } from "./local-error.ts";

/** Fails before the program has run, and not with workerd's words. */
export async function assertPortFree(port: number): Promise<void> {
	if (port === 0) return;
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once("error", (error) => reject(toFault(port, error)));
		server.listen(port, "127.0.0.1", resolve);
	});
	await new Promise((resolve) => server.close(resolve));
}

function toFault(port: number, error: Error): Error {
	const code = "code" in error ? error.code : undefined;
	if (code === "EADDRINUSE") {
		return new LocalError(
			"port_in_use",
			`--port ${port}: another process listens there; stop it, choose another port, or give 0 for any free one.`,
		);
	}
	if (code === "EACCES") return new LocalError("port_in_use", `--port ${port}: this user may not listen there; choose one above 1023.`);
	return error;
}
