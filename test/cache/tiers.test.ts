import { MEMORY_TIERS } from "../workers/lib/cache/memory-tiers.ts";
import { describeTier } from "../workers/lib/cache/tier-conformance.ts";

for (const [name, makeTier] of Object.entries(MEMORY_TIERS)) describeTier(name, makeTier);
