import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { waitForRPCs } from "@pulumi/pulumi/runtime/settings.js";
import { computeResource } from "../resource-table.ts";
import { callHooks } from "./hooks.ts";
import { answerInvoke } from "./invokes.ts";
import type { HookCall, HookEnvironment, ProgramOptions, ProgramResult } from "./messages.ts";
import { watchMonitor } from "./monitor.ts";
import { readProgramSettings } from "./settings.ts";

declare module "@pulumi/pulumi/runtime/settings.js" {
	/** Missing from the SDK's types: `disconnect` would also end the callback server, which the hooks still need. */
	export function waitForRPCs(): Promise<void>;
}

export type Run = {
	readonly result: ProgramResult;
	readonly callHooks: (environment: HookEnvironment, calls: readonly HookCall[]) => Promise<void>;
};

/** Runs the program to its end under Pulumi's mocks. */
export async function startRun(options: ProgramOptions, onFault: (error: unknown) => void): Promise<Run> {
	const settings = await readProgramSettings(options);
	const secrets = options.secrets ?? {};
	pulumi.runtime.setAllConfig({ ...settings.config, ...options.config, ...secrets }, Object.keys(secrets));
	await pulumi.runtime.setMocks({ newResource: computeResource, call: answerInvoke }, settings.project, options.stack);
	const record = watchMonitor(onFault);
	await pulumi.runtime.runInPulumiStack(() => loadProgram(settings.main));
	await waitForRPCs();
	return { result: record.result(), callHooks: (environment, calls) => callHooks(record, environment, calls) };
}

async function loadProgram(main: string): Promise<Record<string, unknown>> {
	const program: Record<string, unknown> = await import(pathToFileURL(main).href);
	const entry = program["default"];
	return typeof entry === "function" ? await entry() : { ...program };
}
