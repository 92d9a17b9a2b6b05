import type { Verb } from "../verb.ts";
import { diff } from "./diff.ts";
import { recommend } from "./recommend.ts";
import { show } from "./show.ts";

export const verbs: readonly Verb[] = [show, diff, recommend];
