import type { Stage } from "../../config/settings.ts";
import { stage1m } from "./1m.ts";
import { stage10k } from "./10k.ts";
import { stage10m } from "./10m.ts";
import { stage100k } from "./100k.ts";
import type { Item } from "./checklist.ts";
import { launch } from "./launch.ts";

/** What to go through before a stage, by stage. */
export const CHECKLISTS: Readonly<Record<Stage, readonly Item[]>> = {
	launch,
	"10k": stage10k,
	"100k": stage100k,
	"1m": stage1m,
	"10m": stage10m,
};
