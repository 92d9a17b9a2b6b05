/** What the tests bind: the deployed classes. */
export * from "../../workers/objects/index.ts";
export { default } from "../../workers/objects/index.ts";
