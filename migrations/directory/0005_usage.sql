-- What upkeep did and what it counted.

-- A cron's job: how far it has come, and who is at it. A run that died holds it until its time is over.
CREATE TABLE cron_jobs (
	job TEXT PRIMARY KEY NOT NULL,
	holder TEXT NOT NULL,
	held_until INTEGER NOT NULL,
	-- The time that the last good run was for; null before the first.
	last_slot INTEGER,
	-- Why the last run failed; null where it didn't.
	fault TEXT
) STRICT, WITHOUT ROWID;

-- A tenant's usage of a day, UTC, by metric as a JSON object: the counters forget, a bill doesn't.
CREATE TABLE usage_days (
	day TEXT NOT NULL,
	tenant TEXT NOT NULL,
	usage TEXT NOT NULL,
	PRIMARY KEY (day, tenant)
) STRICT, WITHOUT ROWID;

-- Long work that an operator has asked for, and how far it is.
CREATE TABLE runs (
	id TEXT PRIMARY KEY NOT NULL,
	kind TEXT NOT NULL,
	-- What it is about: a tenant, a queue.
	subject TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
	-- A JSON object, by kind.
	progress TEXT NOT NULL,
	fault TEXT,
	started_at INTEGER NOT NULL,
	ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_start ON runs (started_at);

-- The report counts tenants by their state.
CREATE INDEX tenants_by_state ON tenants (state);
