-- The same id and time at an account may be another fax all the same (numbering began anew): `twin` counts those.
drop index inbound_known;
alter table inbound_fax add column twin integer not null default 0;
create unique index inbound_known on inbound_fax (account, provider_id, received_at, twin);
-- T.33 subaddress and the line or virtual fax that took the call. Null: not told.
alter table inbound_fax add column subaddress text;
alter table inbound_fax add column line text;
-- Why nobody gets it: old, empty, duplicate, rule. Null: somebody gets it.
alter table inbound_fax add column filed text;
alter table inbound_fax add column acknowledged_at bigint;
update inbound_fax set acknowledged_at = seen_at where state = 'acknowledged';
create index inbound_open on inbound_fax (state) where state not in ('acknowledged', 'filed', 'junk');
-- When an account was first asked for received faxes, and when its first listing had been written down.
create table inbound_source (
  account text primary key,
  started_at bigint not null,
  first_listed_at bigint
);
insert into inbound_source (account, started_at, first_listed_at)
  select account, min(seen_at), min(seen_at) from inbound_fax group by account;
