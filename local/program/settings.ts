import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { isJsonObject } from "../json.ts";
import { LocalError } from "../local-error.ts";

/** What a run takes from `Pulumi.yaml` and the stack file, with secrets that can't be decrypted here left out. */
export type ProgramSettings = {
	readonly project: string;
	readonly main: string;
	readonly config: Readonly<Record<string, string>>;
};

export type SettingsSource = {
	readonly root: string;
	readonly stack: string;
	/** Stands in for the stack file's `config:`. */
	readonly stackConfig?: Readonly<Record<string, unknown>>;
};

export async function readProgramSettings(source: SettingsSource): Promise<ProgramSettings> {
	const project = await readYaml(join(source.root, "Pulumi.yaml"), "a Pulumi project has one; give the folder that holds it");
	const name = project["name"];
	if (typeof name !== "string") throw new LocalError("bad_project", "Pulumi.yaml: name is missing; it is the project's name.");
	const main = project["main"];
	const stackConfig = source.stackConfig ?? (await readStackConfig(source));
	return { project: name, main: join(source.root, typeof main === "string" ? main : "index.ts"), config: toPlainConfig(stackConfig) };
}

async function readStackConfig({ root, stack }: SettingsSource): Promise<Readonly<Record<string, unknown>>> {
	const file = await readYaml(join(root, `Pulumi.${stack}.yaml`), `--stack ${stack} needs it; create it or choose another stack`);
	const config = file["config"] ?? {};
	if (!isJsonObject(config)) throw new LocalError("bad_project", `Pulumi.${stack}.yaml: config must be a map of keys to values.`);
	return config;
}

async function readYaml(path: string, remedy: string): Promise<Readonly<Record<string, unknown>>> {
	const name = path.slice(path.lastIndexOf("/") + 1);
	try {
		await access(path);
	} catch {
		throw new LocalError("bad_project", `${name} isn't there: ${remedy}.`);
	}
	let content: unknown;
	try {
		content = parse(await readFile(path, "utf8"));
	} catch (error) {
		throw new LocalError("bad_project", `${name} isn't valid YAML: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (content === null || content === undefined) return {};
	if (!isJsonObject(content)) throw new LocalError("bad_project", `${name} must be a YAML map.`);
	return content;
}

// The hooks prefer these to their environment; a local run must never reach the real account.
const CREDENTIALS: ReadonlySet<string> = new Set([
	"cloudflare:apiKey",
	"cloudflare:apiToken",
	"cloudflare:apiUserServiceKey",
	"cloudflare:baseUrl",
	"cloudflare:email",
]);

/** The engine hands structured values to a program as JSON text. */
function toPlainConfig(config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
	const plain: Record<string, string> = {};
	for (const [key, value] of Object.entries(config)) {
		if (value === null || value === undefined || isEncrypted(value) || CREDENTIALS.has(key)) continue;
		plain[key] = typeof value === "string" ? value : JSON.stringify(value);
	}
	return plain;
}

function isEncrypted(value: unknown): boolean {
	return isJsonObject(value) && typeof value["secure"] === "string" && Object.keys(value).length === 1;
}
