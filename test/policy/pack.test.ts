import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../local/json.ts";
import { RULES } from "../../policy/rules.ts";
import { TYPES } from "../../policy/types.ts";
import { ROOT } from "../support/program.ts";
import { UNKNOWN } from "./change.ts";

/** As the engine starts a pack, and speaks with it. */
let pack: ChildProcess;
let client: InstanceType<typeof analyzerService.AnalyzerClient>;

beforeAll(async () => {
	const run = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
	pack = spawn(process.execPath, [run, "127.0.0.1:1", "."], {
		cwd: join(ROOT, "policy"),
		env: {
			...process.env,
			PULUMI_CONFIG: JSON.stringify({ "stagecraft:stage": "launch", "stagecraft:budget": "1" }),
			PULUMI_NODEJS_PROJECT: "stagecraft",
			PULUMI_NODEJS_STACK: "dev",
		},
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [port] = pack.stdout === null ? [] : await once(pack.stdout, "data");
	client = new analyzerService.AnalyzerClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
});

afterAll(() => {
	client.close();
	pack.kill();
});

const toOptions = (protect: boolean) => {
	const options = new analyzer.AnalyzerResourceOptions();
	options.setProtect(protect);
	return options;
};

interface Sent {
	readonly type: string;
	readonly name: string;
	readonly props: JsonObject;
	/** By property, the names of resources. */
	readonly from?: Readonly<Record<string, Sent>>;
}

const toUrn = ({ type, name }: Sent) => `urn:pulumi:dev::stagecraft::stagecraft:d1:D1Databases$${type}::${name}`;

function judge(sent: Sent) {
	const request = new analyzer.AnalyzeRequest();
	request.setType(sent.type);
	request.setName(sent.name);
	request.setUrn(toUrn(sent));
	request.setProperties(struct.Struct.fromJavaScript(sent.props));
	request.setOptions(toOptions(false));
	return ask((answer) => client.analyze(request, answer));
}

function judgeAll(...all: readonly Sent[]) {
	const request = new analyzer.AnalyzeStackRequest();
	request.setResourcesList(
		all.map((sent) => {
			const resource = new analyzer.AnalyzerResource();
			resource.setType(sent.type);
			resource.setName(sent.name);
			resource.setUrn(toUrn(sent));
			resource.setProperties(struct.Struct.fromJavaScript(sent.props));
			resource.setOptions(toOptions(false));
			for (const [property, source] of Object.entries(sent.from ?? {})) {
				const urns = new analyzer.AnalyzerPropertyDependencies();
				urns.setUrnsList([toUrn(source)]);
				resource.getPropertydependenciesMap().set(property, urns);
			}
			return resource;
		}),
	);
	return ask((answer) => client.analyzeStack(request, answer));
}

type Answer = (error: Error | null, response: InstanceType<typeof analyzer.AnalyzeResponse>) => void;

async function ask(call: (answer: Answer) => unknown) {
	const response = await new Promise<InstanceType<typeof analyzer.AnalyzeResponse>>((resolve, reject) => {
		call((error, answer) => (error === null ? resolve(answer) : reject(error)));
	});
	return {
		told: response.getDiagnosticsList().map((told) => ({
			rule: told.getPolicyname(),
			mandatory: told.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY,
			message: told.getMessage(),
			urn: told.getUrn(),
		})),
		notApplicable: response.getNotApplicableList().map((told) => told.getPolicyName()),
	};
}

const queue: Sent = {
	type: TYPES.queue,
	name: "queue",
	props: { queueName: "stagecraft-dev-events", settings: { messageRetentionPeriod: 345_600 } },
};
const consumer: Sent = {
	type: TYPES.consumer,
	name: "consumer",
	props: {
		queueId: UNKNOWN,
		type: "worker",
		settings: { batchSize: 10, maxConcurrency: 2, maxRetries: 3, maxWaitTimeMs: 2_000, retryDelay: 10 },
	},
	from: { queueId: queue },
};

describe("the pack as the engine runs it", () => {
	it("offers every rule, at its level of the stack's stage", async () => {
		const { Empty } = await import("google-protobuf/google/protobuf/empty_pb.js").then((module) => module.default);
		const info = await new Promise<InstanceType<typeof analyzer.AnalyzerInfo>>((resolve, reject) => {
			client.getAnalyzerInfo(new Empty(), (error, answer) => (error === null ? resolve(answer) : reject(error)));
		});
		const levels = info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()]);
		const { ADVISORY, DISABLED, MANDATORY } = analyzer.EnforcementLevel;
		const numbers = { off: DISABLED, advisory: ADVISORY, mandatory: MANDATORY };
		expect(levels).toEqual(RULES.map(({ id, level }) => [id, numbers[level.launch]]));
	});

	it("judges a resource while it is planned, and tells field, value, rule and remedy", async () => {
		const { told, notApplicable } = await judge({ ...consumer, props: { ...consumer.props, settings: { batchSize: 500 } } });
		const batch = told.find(({ rule }) => rule === "consumer-batch-size");
		expect(batch?.mandatory).toBe(true);
		expect(batch?.message).toContain("consumer: settings.batchSize = 500: must be 1 to 100 messages");
		expect(batch?.message).toContain("stagecraft:overrides.queueThroughput.batchSize");
		expect(notApplicable).toContain("d1-location");
	});

	it("says of a value that preview doesn't know that it couldn't be judged, as an advisory", async () => {
		const { told } = await judge({
			type: TYPES.d1,
			name: "database",
			props: { name: UNKNOWN, primaryLocationHint: "weur", readReplication: { mode: "auto" } },
		});
		expect(told).toEqual([
			expect.objectContaining({
				rule: "name-without-prefix",
				mandatory: false,
				message: expect.stringContaining("can't be known during preview"),
			}),
		]);
	});

	it("judges the stack at its end, and knows by its dependencies a queue whose id isn't there yet", async () => {
		const dead: Sent = {
			type: TYPES.queue,
			name: "dead",
			props: { queueName: "stagecraft-dev-dead", settings: { messageRetentionPeriod: 1_209_600 } },
		};
		const withDead = {
			...consumer,
			props: { ...consumer.props, deadLetterQueue: "stagecraft-dev-dead" },
			from: { queueId: queue, deadLetterQueue: dead },
		};
		const rules = ({ told }: Awaited<ReturnType<typeof judgeAll>>) => told.filter(({ mandatory }) => mandatory).map(({ rule }) => rule);
		expect(rules(await judgeAll(queue, consumer))).toContain("queue-without-dlq");
		expect(rules(await judgeAll(queue, dead, withDead))).toEqual(["dlq-without-consumer", "monthly-cost"]);
		const deadConsumer = { ...consumer, name: "dead-consumer", from: { queueId: dead } };
		expect(rules(await judgeAll(queue, dead, withDead, deadConsumer))).toEqual(["monthly-cost"]);
	});

	it("knows the stack's settings: the cost of its load against its budget", async () => {
		const { told } = await judgeAll(queue);
		expect(told.find(({ rule }) => rule === "monthly-cost")?.message).toContain("must be at most $1.00 (stagecraft:budget)");
	});

	it("takes what the provider fills in for what it means: no jurisdiction, no dead-letter queue", async () => {
		const jurisdiction = { primaryLocationHint: null, readReplication: { mode: "auto" }, jurisdiction: "eu" };
		const database: Sent = { type: TYPES.d1, name: "database", props: { name: "stagecraft-dev-tenant-acme-0", ...jurisdiction } };
		const bucket = (name: string, where: string): Sent => ({ type: TYPES.bucket, name, props: { name, jurisdiction: where } });
		const binding = { type: "r2_bucket", name: "FILES", bucketName: "files", jurisdiction: null };
		const version: Sent = { type: TYPES.version, name: "version", props: { bindings: [binding] } };
		const rules = ({ told }: Awaited<ReturnType<typeof judgeAll>>) => told.map(({ rule }) => rule);
		expect(rules(await judgeAll(database, bucket("files", "default"), bucket("files-eu", "eu"), version))).not.toContain(
			"bucket-residency",
		);
		expect(rules(await judgeAll(database, bucket("files", "default"), version))).toContain("bucket-residency");
		const nowhere = { ...consumer, props: { ...consumer.props, deadLetterQueue: null } };
		expect(rules(await judgeAll(queue, nowhere))).toContain("queue-without-dlq");
	});
});
