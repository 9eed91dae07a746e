-- How often the provider took back its final word (JSON). Null: never.
alter table fax_job add column corrections text;
