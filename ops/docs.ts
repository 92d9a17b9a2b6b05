import { readFileSync, writeFileSync } from "node:fs";
import { makeStagesGuide } from "./checklist/make-stages-guide.ts";
import { makeSizingReference } from "./sizing-reference.ts";
import { makeStageTable } from "./stage-table.ts";

/** Writes what is generated in the README, `docs/guide/stages.md` and `docs/reference/`: `npm run docs`. */
const README = new URL("../README.md", import.meta.url);
const text = readFileSync(README, "utf8");
writeFileSync(
	README,
	text.replace(/(<!-- stages -->\n)[\s\S]*?(<!-- \/stages -->)/, (_all, start, end) => `${start}\n${makeStageTable()}\n\n${end}`),
);
writeFileSync(new URL("../docs/guide/stages.md", import.meta.url), makeStagesGuide());
writeFileSync(new URL("../docs/reference/sizing.md", import.meta.url), makeSizingReference());
