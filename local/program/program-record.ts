import type {
	RegisterResourceHookRequest,
	RegisterResourceOutputsRequest,
	RegisterResourceRequest,
	RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import type { JsonObject } from "../json.ts";
import { LocalError } from "../local-error.ts";
import type { Resource } from "../resource.ts";
import { reveal } from "../secrets.ts";
import type { ProgramResult } from "./messages.ts";

/** Where the SDK's callback server serves a hook. */
export type HookCallback = { readonly target: string; readonly token: string };

const STACK_TYPE = "pulumi:pulumi:Stack";

/** What a program has registered so far. */
export class ProgramRecord {
	readonly #resources: Resource[] = [];
	readonly #wireInputs = new Map<string, JsonObject>();
	readonly #hooks = new Map<string, HookCallback>();
	#outputs: JsonObject = {};

	/** @throws LocalError on a second resource of one URN, as the engine would refuse it. */
	addResource(request: RegisterResourceRequest, response: RegisterResourceResponse): void {
		const inputs = toObject(request.getObject());
		const resource = toResource(request, response, inputs);
		if (this.#wireInputs.has(resource.urn)) {
			const what = `${resource.name} (${resource.type})`;
			throw new LocalError("bad_resource", `${what} is registered twice under one parent: give one of them another name.`);
		}
		this.#resources.push(resource);
		this.#wireInputs.set(resource.urn, inputs);
	}

	addOutputs(request: RegisterResourceOutputsRequest): void {
		if (isStack(request.getUrn())) this.#outputs = toObject(request.getOutputs());
	}

	addHook(request: RegisterResourceHookRequest): void {
		const callback = request.getCallback();
		if (callback !== undefined) this.#hooks.set(request.getName(), { target: callback.getTarget(), token: callback.getToken() });
	}

	hook(name: string): HookCallback | undefined {
		return this.#hooks.get(name);
	}

	/** A resource's inputs in wire form, secrets wrapped. */
	wireInputs(urn: string): JsonObject {
		return this.#wireInputs.get(urn) ?? {};
	}

	result(): ProgramResult {
		const { value, secretPaths } = reveal(this.#outputs);
		return { resources: this.#resources, outputs: value, secretOutputs: secretPaths };
	}
}

export function isStack(urn: string): boolean {
	return urn.split("::")[2] === STACK_TYPE;
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
