-- What the operator is told of: one row from when it is raised until long after it is over. Of each only one is open.
create table alarm (
  id text primary key,
  kind text not null,
  about text not null,
  facts text not null,
  count integer not null,
  raised_at bigint not null,
  cleared_at bigint,
  until bigint,
  told_at bigint,
  told_count integer not null,
  over_told_at bigint,
  acked_at bigint,
  acked_by text
);
create unique index alarm_open on alarm (kind, about) where cleared_at is null;
-- Those that are over, and of which the operator is still to be told.
create index alarm_untold on alarm (id) where cleared_at is not null and told_at is not null
  and over_told_at is null and until is null;

-- Calls of webhooks about them, written with what they tell.
create table alarm_call (
  id text primary key,
  alarm_id text not null references alarm (id),
  url text not null,
  body text not null,
  state text not null,
  attempts integer not null,
  last_error text,
  deadline bigint not null
);
create index alarm_call_alarm on alarm_call (alarm_id);
-- How late the oldest one is.
create index delivery_failed on delivery (ended_at) where state = 'failed';
