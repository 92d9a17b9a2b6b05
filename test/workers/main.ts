/** What the tests bind: the deployed classes, and those that wait for a caller. */
export * from "../../workers/objects/index.ts";
export { default } from "../../workers/objects/index.ts";
export { KvWriter } from "../../workers/objects/kv-writer.ts";
export { RecordingLane } from "./objects/recording-lane.ts";
