import type { Verb } from "../verb.ts";
import { add } from "./add.ts";
import { remove } from "./delete.ts";
import { exportTenant } from "./export.ts";
import { importTenant } from "./import.ts";
import { keys } from "./keys.ts";
import { list } from "./list.ts";
import { show } from "./show.ts";

export const verbs: readonly Verb[] = [list, add, show, keys, exportTenant, importTenant, remove];
