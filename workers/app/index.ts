import { api } from "./api.ts";
import type { Env } from "./manifest.ts";

export { Internal } from "./internal.ts";
export { PastEvents } from "./past-events.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default { fetch: api.fetch } satisfies ExportedHandler<Env>;
