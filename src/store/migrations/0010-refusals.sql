-- What was refused: kept for a while for people, bounded in age and number. No content of a mail, no key.
create table refusal (
  id text primary key,
  at bigint not null,
  last_at bigint not null,
  times integer not null,
  stage text not null,
  listener text not null,
  peer text not null,
  auth_user text,
  sender text,
  from_address text,
  recipients text not null,
  code text not null,
  text text not null,
  trace text not null
);
create index refusal_last_at on refusal (last_at);
