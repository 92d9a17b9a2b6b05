import type { Stage } from "../config/settings.ts";
import { stage1m } from "./1m.ts";
import { stage10k } from "./10k.ts";
import { stage10m } from "./10m.ts";
import { stage100k } from "./100k.ts";
import { launch } from "./launch.ts";
import type { Preset } from "./preset.ts";

export const PRESETS: Readonly<Record<Stage, Preset>> = {
	launch,
	"10k": stage10k,
	"100k": stage100k,
	"1m": stage1m,
	"10m": stage10m,
};
