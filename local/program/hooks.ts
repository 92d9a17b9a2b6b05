import { credentials, type ServiceError } from "@grpc/grpc-js";
import callbackService from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callbackMessages, { type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb.js";
import resourceMessages from "@pulumi/pulumi/proto/resource_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { LocalError } from "../local-error.ts";
import type { Resource } from "../resource.ts";
import type { HookCall, HookEnvironment } from "./messages.ts";
import type { HookCallback, ProgramRecord } from "./program-record.ts";

/** Calls hooks over the callback protocol, as the engine does, one after another. */
export async function callHooks(record: ProgramRecord, environment: HookEnvironment, calls: readonly HookCall[]): Promise<void> {
	process.env["CLOUDFLARE_BASE_URL"] = environment.baseUrl;
	process.env["CLOUDFLARE_API_TOKEN"] = environment.apiToken;
	process.env["CLOUDFLARE_ACCOUNT_ID"] = environment.accountId;
	const resources = new Map(record.result().resources.map((resource) => [resource.urn, resource]));
	for (const call of calls) {
		const resource = resources.get(call.urn);
		if (resource === undefined) continue;
		for (const name of resource.hooks[call.event]) await callHook(record, resource, call, name);
	}
}

async function callHook(record: ProgramRecord, resource: Resource, call: HookCall, name: string): Promise<void> {
	const callback = record.hook(name);
	if (callback === undefined) throw new LocalError("hook_failed", `${resource.name}: hook ${name} was never registered.`);
	const request = new resourceMessages.ResourceHookRequest();
	request.setUrn(resource.urn);
	request.setId(resource.id);
	request.setName(resource.name);
	request.setType(resource.type);
	request.setNewInputs(struct.Struct.fromJavaScript(record.wireInputs(resource.urn)));
	if (call.oldInputs !== undefined) request.setOldInputs(struct.Struct.fromJavaScript(call.oldInputs));
	const response = await invoke(callback, request.serializeBinary());
	const fault = resourceMessages.ResourceHookResponse.deserializeBinary(response.getResponse_asU8()).getError();
	if (fault !== "") throw new LocalError("hook_failed", `${resource.name} (${resource.type}): ${call.event} hook ${name} failed: ${fault}`);
}

function invoke(callback: HookCallback, payload: Uint8Array): Promise<CallbackInvokeResponse> {
	const client = new callbackService.CallbacksClient(callback.target, credentials.createInsecure());
	const request = new callbackMessages.CallbackInvokeRequest();
	request.setToken(callback.token);
	request.setRequest(payload);
	return new Promise((resolve, reject) => {
		client.invoke(request, (error: ServiceError | null, response: CallbackInvokeResponse) => {
			client.close();
			if (error === null) resolve(response);
			else reject(error);
		});
	});
}
