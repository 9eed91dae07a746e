-- For the picture of the last day: what ended and what came, by time.
create index fax_job_ended_at on fax_job (ended_at, state, subscriber_id) where ended_at is not null;
create index inbound_seen on inbound_fax (seen_at, subscriber_id);
