-- What the address says beside the number, and what the sender chose for this fax (JSON). Null: nothing.
alter table fax_job add column address_parts text;
alter table fax_job add column options text;
