-- Answers of the API to requests with an Idempotency-Key, kept for a day. owner: the run of the daemon that carries it out;
-- empty: nobody. answer: null until there is one.
create table answer (
  who text not null,
  answer_key text not null,
  fingerprint text not null,
  owner text not null,
  begun_at bigint not null,
  answer text,
  primary key (who, answer_key)
);
create index answer_begun on answer (begun_at);
