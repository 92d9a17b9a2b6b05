import type { Verb } from "../verb.ts";
import { add } from "./add.ts";
import { remove } from "./delete.ts";
import { exportTenant } from "./export.ts";
import { importTenant } from "./import.ts";
import { keys } from "./keys.ts";
import { list } from "./list.ts";
import { moveTenant } from "./move.ts";
import { moves } from "./moves.ts";
import { restoreTenant } from "./restore.ts";
import { restores } from "./restores.ts";
import { show } from "./show.ts";
import { split } from "./split.ts";

export const verbs: readonly Verb[] = [
	list,
	add,
	show,
	keys,
	moveTenant,
	split,
	moves,
	restoreTenant,
	restores,
	exportTenant,
	importTenant,
	remove,
];
