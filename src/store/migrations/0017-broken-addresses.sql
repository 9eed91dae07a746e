-- Addresses whose mails come back, as bounces say.
create table broken_address (
  address text primary key,
  since bigint not null,
  last_at bigint not null,
  times integer not null,
  status text not null,
  diagnostic text not null,
  subject_id text not null
);
