-- How many faxes are in each state, and the newest of a state, without looking at each.
create index fax_job_state on fax_job (state, id);
