import type { Verb } from "../verb.ts";
import { apply } from "./apply.ts";
import { plan } from "./plan.ts";
import { status } from "./status.ts";

export const verbs: readonly Verb[] = [plan, apply, status];
