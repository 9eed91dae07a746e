-- News from a provider names its own id or our reference; a number may have only one call at a time.
create index attempt_provider_ref on attempt (account, provider_ref);
create index attempt_reference on attempt (account, reference);
create index fax_job_open_number on fax_job (number) where state in ('submitting', 'unknown', 'sending');
