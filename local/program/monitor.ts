import type { ServiceError } from "@grpc/grpc-js";
import type {
	RegisterResourceHookRequest,
	RegisterResourceOutputsRequest,
	RegisterResourceRequest,
	RegisterResourceResponse,
	ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { getMonitor, getProject, getStack } from "@pulumi/pulumi/runtime/settings.js";
import type { JsonObject } from "../json.ts";
import { LocalError } from "../local-error.ts";
import type { Resource } from "../resource.ts";
import { reveal } from "../secrets.ts";
import type { ProgramResult } from "./messages.ts";

/** Where the SDK's callback server serves a hook. */
export type HookCallback = { readonly target: string; readonly token: string };

export type ProgramRecord = {
	readonly result: () => ProgramResult;
	readonly hook: (name: string) => HookCallback | undefined;
	/** A resource's inputs in wire form, secrets wrapped. */
	readonly wireInputs: (urn: string) => JsonObject;
};

type Answer<T> = (error: ServiceError | null, response: T) => void;
type RegisterResource = (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) => unknown;
type Invoke = (request: ResourceInvokeRequest, answer: Answer<unknown>) => unknown;
type RegisterOutputs = (request: RegisterResourceOutputsRequest, answer: Answer<unknown>) => unknown;

const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * Listens in on the mock monitor, and mends where it isn't as the engine is: URNs, and the call that it lacks.
 * A refused call goes to `onFault` at once, since the program sees it as some later rejection without the cause.
 */
export function watchMonitor(onFault: (error: unknown) => void): ProgramRecord {
	const monitor = getMonitor();
	if (monitor === undefined) throw new Error("Pulumi's mocks are not set");
	const resources: Resource[] = [];
	const wire = new Map<string, JsonObject>();
	const hooks = new Map<string, HookCallback>();
	let outputs: JsonObject = {};

	const registerResource: RegisterResource = monitor.registerResource.bind(monitor);
	const registerResourceOutputs: RegisterOutputs = monitor.registerResourceOutputs.bind(monitor);
	const invoke: Invoke = monitor.invoke.bind(monitor);
	Object.assign(monitor, {
		newUrn: makeUrn,
		invoke: (request: ResourceInvokeRequest, answer: Answer<unknown>) =>
			invoke(request, (error, response) => {
				if (error !== null) onFault(error);
				answer(error, response);
			}),
		registerResource: (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) =>
			registerResource(request, (error, response) => {
				if (error === null) {
					const inputs = toObject(request.getObject());
					const resource = toResource(request, response, inputs);
					if (wire.has(resource.urn)) onFault(makeDuplicateFault(resource));
					resources.push(resource);
					wire.set(resource.urn, inputs);
				} else {
					onFault(error);
				}
				answer(error, response);
			}),
		registerResourceOutputs: (request: RegisterResourceOutputsRequest, answer: Answer<unknown>) => {
			if (isStack(request.getUrn())) outputs = toObject(request.getOutputs());
			registerResourceOutputs(request, answer);
		},
		registerResourceHook: (request: RegisterResourceHookRequest, answer: Answer<unknown>) => {
			const callback = request.getCallback();
			if (callback !== undefined) hooks.set(request.getName(), { target: callback.getTarget(), token: callback.getToken() });
			answer(null, {});
		},
	});
	return {
		result: () => {
			const { value, secretPaths } = reveal(outputs);
			return { resources, outputs: value, secretOutputs: secretPaths };
		},
		hook: (name) => hooks.get(name),
		wireInputs: (urn) => wire.get(urn) ?? {},
	};
}

function toResource(request: RegisterResourceRequest, response: RegisterResourceResponse, wireInputs: JsonObject): Resource {
	const inputs = reveal(wireInputs);
	const hooks = request.getHooks();
	return {
		urn: response.getUrn(),
		type: request.getType(),
		name: request.getName(),
		parent: request.getParent() || undefined,
		custom: request.getCustom(),
		id: response.getId(),
		inputs: inputs.value,
		secretInputs: inputs.secretPaths,
		outputs: reveal(toObject(response.getObject())).value,
		protect: request.getProtect() ?? false,
		retainOnDelete: request.getRetainondelete() ?? false,
		dependencies: request.getDependenciesList(),
		hooks: { beforeCreate: hooks?.getBeforeCreateList() ?? [], beforeUpdate: hooks?.getBeforeUpdateList() ?? [] },
	};
}

type Struct = { toJavaScript(): JsonObject };

function toObject(struct: unknown): JsonObject {
	return isStruct(struct) ? struct.toJavaScript() : {};
}

function isStruct(value: unknown): value is Struct {
	return typeof value === "object" && value !== null && "toJavaScript" in value;
}

/** As the engine does: the types of all ancestors but the stack. */
function makeUrn(parent: string, type: string, name: string): string {
	const ancestors = parent === "" || isStack(parent) ? "" : `${parent.split("::")[2]}$`;
	return ["urn:pulumi:" + getStack(), getProject(), ancestors + type, name].join("::");
}

function makeDuplicateFault({ type, name }: Resource): LocalError {
	return new LocalError("bad_resource", `${name} (${type}) is registered twice under one parent: give one of them another name.`);
}

function isStack(urn: string): boolean {
	return urn.split("::")[2] === STACK_TYPE;
}
