import type { ServiceError } from "@grpc/grpc-js";
import type {
	RegisterResourceHookRequest,
	RegisterResourceOutputsRequest,
	RegisterResourceRequest,
	RegisterResourceResponse,
	ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { getMonitor, getProject, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { isStack, ProgramRecord } from "./program-record.ts";

type Answer<T> = (error: ServiceError | null, response: T) => void;
type RegisterResource = (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) => unknown;
type RegisterOutputs = (request: RegisterResourceOutputsRequest, answer: Answer<unknown>) => unknown;
type Invoke = (request: ResourceInvokeRequest, answer: Answer<unknown>) => unknown;

/**
 * Listens in on the mock monitor, and mends where it isn't as the engine is: URNs, and the call that it lacks.
 * A refused call goes to `onFault` at once, since the program sees it as some later rejection without the cause.
 */
export function watchMonitor(onFault: (error: unknown) => void): ProgramRecord {
	const monitor = getMonitor();
	if (monitor === undefined) throw new Error("Pulumi's mocks are not set");
	const record = new ProgramRecord();
	const registerResource: RegisterResource = monitor.registerResource.bind(monitor);
	const registerResourceOutputs: RegisterOutputs = monitor.registerResourceOutputs.bind(monitor);
	const invoke: Invoke = monitor.invoke.bind(monitor);
	Object.assign(monitor, {
		newUrn: makeUrn,
		invoke: (request: ResourceInvokeRequest, answer: Answer<unknown>) => invoke(request, reporting(answer, onFault)),
		registerResource: (request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>) => {
			const recording: typeof answer = (error, response) => {
				try {
					if (error === null) record.addResource(request, response);
				} catch (fault) {
					onFault(fault);
				}
				answer(error, response);
			};
			registerResource(request, reporting(recording, onFault));
		},
		registerResourceOutputs: (request: RegisterResourceOutputsRequest, answer: Answer<unknown>) => {
			record.addOutputs(request);
			registerResourceOutputs(request, answer);
		},
		registerResourceHook: (request: RegisterResourceHookRequest, answer: Answer<unknown>) => {
			record.addHook(request);
			answer(null, {});
		},
	});
	return record;
}

function reporting<T>(answer: Answer<T>, onFault: (error: unknown) => void): Answer<T> {
	return (error, response) => {
		if (error !== null) onFault(error);
		answer(error, response);
	};
}

/** As the engine does: the types of all ancestors but the stack. */
function makeUrn(parent: string, type: string, name: string): string {
	const ancestors = parent === "" || isStack(parent) ? "" : `${parent.split("::")[2]}$`;
	return [`urn:pulumi:${getStack()}`, getProject(), ancestors + type, name].join("::");
}
