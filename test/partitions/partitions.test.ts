import { describePartitions } from "../workers/lib/partitions/conformance.ts";
import { openMemoryShard } from "./memory-shard.ts";

describePartitions("in memory", openMemoryShard);
