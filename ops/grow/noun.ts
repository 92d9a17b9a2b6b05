import type { Verb } from "../verb.ts";
import { grow } from "./grow.ts";

export const verbs: readonly Verb[] = [grow];
