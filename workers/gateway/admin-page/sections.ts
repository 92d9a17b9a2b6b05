import * as z from "zod";
import { type Html, html } from "../../lib/html/html.ts";
import type { DeadLetterPage } from "../../lib/rpc.ts";
import type { GatewaySettings } from "../manifest.ts";

const tenants = z.object({
	tenants: z.array(
		z.object({
			id: z.string(),
			plan: z.string(),
			region: z.string(),
			state: z.string(),
			shards: z.array(z.string()),
			createdAt: z.string(),
		}),
	),
	cursor: z.string().optional(),
});

export type TenantPage = z.infer<typeof tenants>;

export const parseTenantPage = (value: unknown): TenantPage => tenants.parse(value);

interface Table {
	readonly title: string;
	readonly caption: string;
	readonly columns: readonly string[];
	readonly rows: readonly Html[];
	/** Where the next page is. */
	readonly next: string | null;
}

function toTable({ title, caption, columns, rows, next }: Table): Html {
	const head = columns.map((column) => html`<th scope="col">${column}</th>`);
	const more = next === null ? [] : [html`<p><a href="${next}">More</a></p>`];
	return html`<section aria-label="${title}"><h2>${title}</h2><div class="scroll" role="region" aria-label="${title}, table" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>${more}</section>`;
}

const toNext = (name: string, cursor: string | undefined) =>
	cursor === undefined ? null : `/admin?${new URLSearchParams({ [name]: cursor })}`;

export const toTenants = ({ tenants, cursor }: TenantPage): Html =>
	toTable({
		title: "Tenants",
		caption: tenants.length === 0 ? "None yet: POST /admin/tenants adds one." : "By id.",
		columns: ["Tenant", "State", "Plan", "Region", "Shards", "Since"],
		rows: tenants.map(
			({ id, state, plan, region, shards, createdAt }) =>
				html`<tr><th scope="row">${id}</th><td>${state}</td><td>${plan}</td><td>${region}</td><td><code>${shards.join(", ")}</code></td><td><time datetime="${createdAt}">${createdAt.slice(0, 10)}</time></td></tr>`,
		),
		next: toNext("tenants", cursor),
	});

const countByQueue = (letters: DeadLetterPage["deadLetters"]) =>
	[...Map.groupBy(letters, ({ queue }) => queue)].map(([queue, { length }]) => `${queue}: ${length}`).join(", ");

export const toDeadLetters = ({ deadLetters, cursor }: DeadLetterPage): Html =>
	toTable({
		title: "Dead letters",
		caption: deadLetters.length === 0 ? "None: every queue delivers." : `On this page: ${countByQueue(deadLetters)}.`,
		columns: ["When", "Queue", "Reason", "Attempts", "Once more"],
		rows: deadLetters.map(
			({ id, at, queue, reason, attempts }) =>
				html`<tr><td><time datetime="${at}">${at}</time></td><td><code>${queue}</code></td><td>${reason}</td><td>${attempts}</td><td><button class="plain" type="button" data-replay="${id}" aria-label="Replay ${id}">Replay</button></td></tr>`,
		),
		next: toNext("letters", cursor),
	});

export function toFacts(settings: GatewaySettings, version: string): Html {
	const { writesPerMinute } = settings.rates;
	const writes = writesPerMinute ? `${writesPerMinute.standard} in 60 s` : "by location";
	const facts = Object.entries({
		Stage: settings.stage,
		Version: version,
		"Home region": settings.homeRegion,
		"Exact limit on writes": writes,
		"A revoked key is believed for": `${settings.keyMemorySeconds + settings.keyKvSeconds} s at most`,
		"Requests measured": `${settings.metricsSampleRate * 100} %`,
	});
	const items = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
	return html`<section aria-label="Deployment"><h2>Deployment</h2><dl>${items}</dl></section>`;
}

export const toFailure = (title: string): Html =>
	html`<section aria-label="${title}"><h2>${title}</h2><p class="quiet">Could not be read just now. Load the page again.</p></section>`;
