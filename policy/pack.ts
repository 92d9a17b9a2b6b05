import { PolicyPack } from "@pulumi/policy";
import { toPolicies } from "./policies.ts";
import { readEngineContext } from "./read-context.ts";
import { RULES } from "./rules.ts";

/** What `pulumi preview --policy-pack policy` starts. */
new PolicyPack("stagecraft", { policies: toPolicies(RULES, readEngineContext()) });
