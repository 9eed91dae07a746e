-- Which faxes ended on a day: for the mail of the day. Rows get here once, when they end.
create index fax_job_ended on fax_job (subscriber_id, ended_at) where ended_at is not null;
