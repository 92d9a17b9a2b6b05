import { api } from "./api.ts";
import type { Env } from "./manifest.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default { fetch: api.fetch } satisfies ExportedHandler<Env>;
