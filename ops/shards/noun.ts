import type { Verb } from "../verb.ts";
import { list } from "./list.ts";

export const verbs: readonly Verb[] = [list];
