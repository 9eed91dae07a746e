-- The distribution list that a fax is a member of. Null: its number was written by itself.
alter table fax_job add column list_name text;
