import { readSettings } from "./config/from-pulumi.ts";
import { makePlan } from "./plan/make-plan.ts";
import { deploy } from "./stacks/deploy.ts";

const { settings, secrets, project, stack } = readSettings();
const plan = makePlan(settings, { project, stack });
const outputs = await deploy(plan, secrets);

/** The size the environment is made for. */
export const stage = plan.stage;
/** Where the API answers. */
export const gatewayUrl = outputs.gatewayUrl;
/** By shard: location and database. */
export const shards = outputs.shards;
export const queues = outputs.queues;
export const buckets = outputs.buckets;
/** Tenants with databases of their own. */
export const tenants = plan.tenants.map(({ id }) => id);
/** For `/admin`, as a secret: `pulumi stack output adminToken --show-secrets`. */
export const adminToken = outputs.adminToken;
