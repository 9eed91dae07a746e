-- A received fax on its way to one destination beside mail. One that a person asked for again is of another round.
create table delivery (
  id text primary key,
  inbound_id text not null references inbound_fax (id),
  round integer not null,
  place text not null,
  required integer not null,
  state text not null,
  attempts integer not null,
  last_error text,
  result text,
  created_at bigint not null,
  deadline bigint not null,
  ended_at bigint
);
create unique index delivery_once on delivery (inbound_id, round, place);
