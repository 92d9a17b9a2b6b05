import type { ServiceError } from "@grpc/grpc-js";
import type {
	RegisterResourceHookRequest,
	RegisterResourceOutputsRequest,
	RegisterResourceRequest,
	RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { getMonitor } from "@pulumi/pulumi/runtime/settings.js";
import type { JsonObject } from "../json.ts";
import type { Resource } from "../resource.ts";
import { reveal } from "../secrets.ts";
import type { ProgramResult } from "./messages.ts";

/** Where the SDK's callback server serves a hook. */
export type HookCallback = { readonly target: string; readonly token: string };

export type ProgramRecord = {
	readonly result: () => ProgramResult;
	readonly firstFault: () => Error | undefined;
	readonly hook: (name: string) => HookCallback | undefined;
	/** A resource's inputs in wire form, secrets wrapped. */
	readonly wireInputs: (urn: string) => JsonObject;
};

type Answer<T> = (error: ServiceError | null, response: T) => void;
type RegisterResource = (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) => unknown;
type RegisterOutputs = (request: RegisterResourceOutputsRequest, answer: Answer<unknown>) => unknown;

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Listens in on the mock monitor, and adds the one call that it lacks. */
export function watchMonitor(): ProgramRecord {
	const monitor = getMonitor();
	if (monitor === undefined) throw new Error("Pulumi's mocks are not set");
	const resources: Resource[] = [];
	const wire = new Map<string, JsonObject>();
	const hooks = new Map<string, HookCallback>();
	const faults: Error[] = [];
	let outputs: JsonObject = {};

	const registerResource: RegisterResource = monitor.registerResource.bind(monitor);
	const registerResourceOutputs: RegisterOutputs = monitor.registerResourceOutputs.bind(monitor);
	Object.assign(monitor, {
		registerResource: (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) =>
			registerResource(request, (error, response) => {
				if (error === null) {
					const inputs = toObject(request.getObject());
					resources.push(toResource(request, response, inputs));
					wire.set(response.getUrn(), inputs);
				} else {
					faults.push(error);
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
		firstFault: () => faults[0],
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

function isStack(urn: string): boolean {
	return urn.split("::")[2] === STACK_TYPE;
}
