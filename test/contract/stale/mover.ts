import { z } from "zod";
import { toKeyName } from "../../../workers/lib/directory/key-store.ts";
import { pick } from "../../../workers/lib/rendezvous/pick.ts";
import type { TenantContext } from "../../../workers/lib/tenant-context.ts";
import { until } from "../../local/until.ts";
import type { Answer } from "../client.ts";
import type { DataClient, TenantCall } from "../data-client.ts";

const home = z.object({ region: z.string(), shards: z.array(z.string()) });
const newKey = z.object({ keyId: z.string(), key: z.string() });
const move = z.object({ id: z.string(), phase: z.string(), reason: z.string().nullable() });

/** Where somebody has a tenant in mind. */
export const LAYERS = ["isolate", "KV"] as const;
export type Layer = (typeof LAYERS)[number];

const readHome = async (client: DataClient, tenant: string): Promise<Omit<TenantContext, "epoch">> => {
	const { region, shards } = home.parse((await client.admin(`/admin/tenants/${tenant}`)).json);
	return { tenant, location: region, shards };
};

/** A tenant that moves, and keys that somebody believes to be of before that: each for one request, since that corrects the copy. */
export class Mover {
	readonly tenant: string;
	readonly before: Omit<TenantContext, "epoch">;
	after: Omit<TenantContext, "epoch">;
	/** With a key that is made after the move. */
	fresh: TenantCall;
	readonly #client: DataClient;
	readonly #keys: Readonly<Record<Layer, z.infer<typeof newKey>[]>> = { isolate: [], KV: [] };

	private constructor(client: DataClient, before: Omit<TenantContext, "epoch">, fresh: TenantCall) {
		this.#client = client;
		[this.tenant, this.before, this.after, this.fresh] = [before.tenant, before, before, fresh];
	}

	/** @param prepare runs before anybody has the tenant in mind */
	static async open(client: DataClient, tenant: string, prepare = async () => {}): Promise<Mover> {
		const call = await client.asTenant(tenant);
		await prepare();
		return new Mover(client, await readHome(client, tenant), call);
	}

	/** So many keys of each kind; an isolate remembers those that it has seen. */
	async remember(count: number): Promise<void> {
		for (const layer of LAYERS) this.#keys[layer].push(...(await Promise.all(Array.from({ length: count }, () => this.#makeKey()))));
		await Promise.all(this.#keys.isolate.map(({ key }) => this.#client.call("/v1/usage", { token: key })));
	}

	async move(to: string): Promise<void> {
		const path = `/admin/tenants/${this.tenant}/moves`;
		const { id } = move.parse((await this.#client.admin(path, { method: "POST", body: { to } })).json);
		const ended = await until(
			async () => move.parse((await this.#client.admin(`${path}/${id}`)).json),
			({ phase }) => phase === "done" || phase === "undone",
			60_000,
		);
		if (ended.phase !== "done") throw new Error(`${this.tenant} hasn't moved: ${ended.reason}`);
		this.after = await readHome(this.#client, this.tenant);
		const { key } = await this.#makeKey();
		this.fresh = (path, options) => this.#client.call(path, { ...options, token: key });
	}

	/** As if KV still showed what the directory said before. */
	async plant(): Promise<void> {
		const kv = await this.#client.account.kv("stagecraft-dev-kv-directory");
		const directory = await this.#client.account.d1("stagecraft-dev-directory");
		const { location, shards } = this.before;
		for (const { keyId } of this.#keys.KV) {
			const hash = (await directory.prepare("SELECT hash FROM api_keys WHERE id = ?").bind(keyId).first<string>("hash")) ?? "";
			const entry = { hash, revoked: false, tenant: this.tenant, plan: "standard", location, shards, epoch: 1, state: "open" } as const;
			await kv.put(toKeyName(keyId), JSON.stringify(entry), { expirationTtl: 3_600, metadata: { v: 1 } });
		}
	}

	/** One request by a copy of before the move. */
	async call(layer: Layer, ...[path, options]: Parameters<TenantCall>): Promise<Answer> {
		const key = this.#keys[layer].pop();
		if (!key) throw new Error(`no key of ${this.tenant} is left that ${layer} has an old copy of`);
		return this.#client.call(path, { ...options, token: key.key });
	}

	/** Takes a key away behind every cache: who has it in mind doesn't know. */
	async revoke(layer: Layer): Promise<void> {
		const directory = await this.#client.account.d1("stagecraft-dev-directory");
		await directory.prepare("UPDATE api_keys SET revoked_at = 1 WHERE id = ?").bind(this.#keys[layer].at(-1)?.keyId).run();
	}

	/** The first name that belongs to a shard where the tenant wasn't before. */
	toName(make: (n: number) => string, toKey: (name: string) => string = (name) => name): string {
		for (let n = 0; n < 1_000; n++) if (!this.before.shards.includes(pick(this.after.shards, toKey(make(n))))) return make(n);
		throw new Error(`${this.tenant} is where it was`);
	}

	async #makeKey() {
		return newKey.parse((await this.#client.admin(`/admin/tenants/${this.tenant}/keys`, { method: "POST" })).json);
	}
}
