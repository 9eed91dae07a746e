-- Retention is looked after by a sweep over what is due, not by a task for each mail.
delete from task where kind = 'purge';
create index submission_kept on submission (subscriber_id, received_at) where raw <> '';
create index inbound_kept on inbound_fax (state) where raw is not null;
create index mail_kept on mail (state, created_at) where raw <> '';

-- Append-only: a hold is released, never deleted.
create table legal_hold (
  id text primary key,
  subject_id text not null,
  reason text not null,
  placed_by text not null,
  placed_at bigint not null,
  release_reason text,
  released_by text,
  released_at bigint
);
create unique index legal_hold_open on legal_hold (subject_id) where released_at is null;
