-- How many partitions a shard had when it was last looked at: the daily report reads this table and no shard.
ALTER TABLE shard_loads ADD COLUMN partitions INTEGER NOT NULL DEFAULT 0;
