-- Until when the sender of a mail can prove himself by the link that was mailed to him. Null: nothing waits for that.
alter table submission add column link_until bigint;
create index submission_link on submission (lower(from_address)) where link_until is not null;
