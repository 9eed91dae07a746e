-- Two mails may share a dedupe key: one that came again with a recipient more is a mail of its own for that one.
drop index submission_unconfirmed;
create index submission_repeats on submission (dedupe_key) where dedupe_key is not null;
-- 1: the client has seen our 250; the key is kept only where the configuration has a time for such repeats.
alter table submission add column confirmed integer not null default 0;
