-- The secret key of a subscriber: when it changed, and the one that faxbridge made, which counts instead of the one in the
-- configuration until that changes. Digests only.
create table subscriber_key (
  subscriber_id text primary key,
  configured text not null,
  modified_at bigint not null,
  made text,
  previous text,
  previous_until bigint
);
-- A key that was replaced and still worked when this mail came (JSON). Null: the current one, or none.
alter table submission add column old_key text;
