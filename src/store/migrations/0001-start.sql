-- Instants are epoch milliseconds, booleans 0 or 1, ids and JSON are text. Understood by SQLite and PostgreSQL alike.

create table submission (
  id text primary key,
  subscriber_id text not null,
  received_at bigint not null,
  listener text not null,
  peer_address text not null,
  peer_name text not null,
  auth_user text,
  evidence text not null,
  reverse_path text not null,
  from_address text not null,
  subject text not null,
  message_id text,
  envelope_id text,
  ret text,
  raw text not null,
  size bigint not null,
  sha256 text not null,
  key_digest text,
  dedupe_key text
);
-- While it has a dedupe key, the client is not known to have seen our 250.
create unique index submission_unconfirmed on submission (dedupe_key) where dedupe_key is not null;

create table document (
  id text primary key,
  submission_id text references submission (id),
  created_at bigint not null,
  page_count integer not null,
  resolution text not null,
  tiff text not null,
  tiff_bytes bigint not null,
  sha256 text not null,
  preview text,
  parts text not null
);
create unique index document_submission on document (submission_id) where submission_id is not null;

create table fax_job (
  id text primary key,
  submission_id text not null references submission (id),
  subscriber_id text not null,
  address text not null,
  number text not null,
  notify text,
  original_recipient text,
  document_id text,
  page_count integer,
  state text not null,
  held text,
  cancel_wanted integer not null,
  attempts integer not null,
  refusals integer not null,
  created_at bigint not null,
  deadline bigint not null,
  ended_at bigint,
  failure text,
  failure_text text,
  outcome text,
  resend_of text,
  version integer not null
);
create index fax_job_submission on fax_job (submission_id);
create index fax_job_open on fax_job (state) where state not in ('delivered', 'failed', 'cancelled');
create index fax_job_held on fax_job (id) where held is not null;

create table attempt (
  id text primary key,
  fax_job_id text not null references fax_job (id),
  n integer not null,
  account text not null,
  reference text not null,
  watermark text,
  provider_ref text,
  started_at bigint not null,
  ended_at bigint,
  looks integer not null,
  progress text,
  outcome text
);
create unique index attempt_job on attempt (fax_job_id, n);

create table task (
  id text primary key,
  kind text not null,
  subject_id text not null,
  run_at bigint not null,
  leased_by text,
  lease_until bigint not null default 0,
  attempts integer not null default 0,
  parked integer not null default 0,
  last_error text
);
create index task_due on task (kind, run_at) where parked = 0;
-- For the question when the next one is due.
create index task_next on task (run_at) where parked = 0 and leased_by is null;
create index task_subject on task (subject_id);

-- Append-only: what happened is never rewritten.
create table history (
  subject_id text not null,
  seq bigint not null,
  at bigint not null,
  type text not null,
  text text not null,
  detail text not null,
  primary key (subject_id, seq)
);

create table inbound_fax (
  id text primary key,
  account text not null,
  provider_id text not null,
  received_at bigint not null,
  called_number text,
  caller_number text,
  station_id text,
  page_count integer,
  complete integer not null,
  state text not null,
  seen_at bigint not null,
  subscriber_id text,
  raw text,
  format text,
  sha256 text,
  version integer not null
);
-- A provider may count from the beginning again after a reset: its id alone is no key.
create unique index inbound_known on inbound_fax (account, provider_id, received_at);

create table mail (
  id text primary key,
  mail_key text not null unique,
  subject_id text not null,
  reverse_path text not null,
  to_address text not null,
  message_id text not null,
  raw text not null,
  size bigint not null,
  state text not null,
  attempts integer not null,
  last_error text,
  created_at bigint not null,
  deadline bigint not null,
  sent_at bigint
);
create index mail_subject on mail (subject_id);
