-- Small pictures in the mails of each sender, by digest: a logo is known by standing in mail after mail. Sender: a digest, too.
create table seen_picture (
  sender text not null,
  sha256 text not null,
  submission_id text not null,
  seen_at bigint not null,
  primary key (sender, sha256, submission_id)
);
create index seen_picture_age on seen_picture (seen_at);
