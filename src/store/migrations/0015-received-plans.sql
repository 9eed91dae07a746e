-- Who is to get a fax (JSON: mails, places), as the rules decided; null: not decided. Words of rules (JSON). Deliveries that
-- a person asked for again are a round of their own.
alter table inbound_fax add column plan text;
alter table inbound_fax add column marks text not null default '[]';
alter table inbound_fax add column round integer not null default 1;
