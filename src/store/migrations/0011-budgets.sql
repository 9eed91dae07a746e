-- Faxes taken in a day: of a subscriber (subscriber:ID) or of all (all). Written only where a budget is configured.
create table day_count (
  scope text not null,
  day text not null,
  faxes integer not null,
  primary key (scope, day)
);
-- What each hand-over costs: estimated before it, corrected at its end. Prices and costs in millionths.
create table expense (
  fax_job_id text not null references fax_job (id),
  n integer not null,
  subscriber_id text not null,
  day text not null,
  house_day text not null,
  account text not null,
  pages integer not null,
  price bigint not null,
  cost bigint not null,
  waived integer not null,
  primary key (fax_job_id, n)
);
create index expense_day on expense (subscriber_id, day);
create index expense_house_day on expense (house_day);
