import { manifest as app } from "./app/manifest.ts";
import { manifest as deadletters } from "./deadletters/manifest.ts";
import { manifest as gateway } from "./gateway/manifest.ts";
import { manifest as ingest } from "./ingest/manifest.ts";
import type { Manifest } from "./lib/manifest.ts";
import { manifest as objects } from "./objects/manifest.ts";
import { manifest as upkeep } from "./upkeep/manifest.ts";

/** Every Worker of the product. To add one, add its manifest here. */
export const MANIFESTS: readonly Manifest[] = [gateway, app, ingest, deadletters, upkeep, objects];
