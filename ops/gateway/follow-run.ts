import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../../config/user-error.ts";
import type { GatewayClient } from "./gateway-client.ts";

/** Long work as the admin side tells of it. */
export const run = z.looseObject({ id: z.string(), state: z.enum(["running", "done", "failed"]), fault: z.string().nullable() });

export type Run = z.infer<typeof run>;

const EVERY_MS = 500;

/**
 * Asks how far long work is until it needn't be waited for.
 * @throws UserError with its own words where it failed.
 */
export async function followRun<T extends Run>(
	gateway: GatewayClient,
	path: string,
	{ schema, isOver, onProgress }: { schema: z.ZodType<T>; isOver?: (run: T) => boolean; onProgress: (run: T) => void },
): Promise<T> {
	for (;;) {
		const found = await gateway.call(schema, path);
		onProgress(found);
		if (found.state === "failed") throw new UserError("failed", `${path}: ${found.fault ?? "it says nothing of why"}`, []);
		if (found.state === "done" || isOver?.(found)) return found;
		await pause(EVERY_MS);
	}
}
