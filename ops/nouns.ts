/** What `npm run ops --` can be asked about: each noun is a folder here, whose `noun.ts` exports `verbs`. */
export const NOUNS = {
	migrate: "the SQL of every database: what is pending, applied, or not as its ledger says",
	grow: "a rehearsal: a stack on this machine changes its stage under traffic, and nothing may be lost",
	cost: "what Cloudflare will bill, line by line, and what a change does to it",
	plan: "what a stage declares, how close each bottleneck is, and which stage a load needs",
	shards: "what each tenant database holds, and where the pool needs more",
	tenants: "who they are, where they live, and their keys",
} as const satisfies Readonly<Record<string, string>>;

export type Noun = keyof typeof NOUNS;

export const isNoun = (name: string): name is Noun => Object.hasOwn(NOUNS, name);
