import { writeFileSync } from "node:fs";
import { makePolicyReference } from "./reference.ts";
import { RULES } from "./rules.ts";

/** What `npm run docs` writes of the policies. */
writeFileSync(new URL("../docs/reference/policies.md", import.meta.url), makePolicyReference(RULES));
