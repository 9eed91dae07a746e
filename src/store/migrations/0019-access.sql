-- Who may use the administration, and what was done there.
-- name: lower case. password: scrypt with its parameters; null: logs in elsewhere, as `federated` (issuer and subject).
-- subscribers: JSON list of ids; null: all. rights: JSON list of rights beyond the role.
create table access_user (
  name text primary key,
  password text,
  federated text unique,
  role text not null,
  subscribers text,
  rights text not null,
  disabled integer not null,
  created_at bigint not null,
  changed_at bigint not null,
  last_login_at bigint
);

-- digest: SHA-256 of what the browser has; the session itself is nowhere.
create table access_session (
  digest text primary key,
  user_name text not null,
  created_at bigint not null,
  seen_at bigint not null,
  from_address text not null
);
create index access_session_user on access_session (user_name);

create table access_token (
  id text primary key,
  name text not null,
  digest text not null unique,
  rights text not null,
  subscribers text,
  created_at bigint not null,
  created_by text not null,
  expires_at bigint,
  last_used_at bigint
);

-- Each hash is over the one before and its own row. Rows are only ever added; what audit_base says is in an archive may go.
create table audit (
  sequence integer primary key,
  at bigint not null,
  who text not null,
  from_address text not null,
  action text not null,
  object text not null,
  detail text not null,
  hash text not null
);
create index audit_at on audit (at);
create index audit_object on audit (object, sequence);
create index audit_who on audit (who, sequence);

-- Up to which entry the log was moved into archives, and its hash.
create table audit_base (
  sequence integer primary key,
  hash text not null,
  file text not null,
  at bigint not null
);

create trigger audit_unchanged before update on audit begin select raise(abort, 'the audit log is only added to'); end;
create trigger audit_kept before delete on audit when old.sequence > (select coalesce(max(sequence), 0) from audit_base) begin select raise(abort, 'the audit log is only added to'); end;
create trigger audit_base_unchanged before update on audit_base begin select raise(abort, 'the audit log is only added to'); end;
create trigger audit_base_kept before delete on audit_base begin select raise(abort, 'the audit log is only added to'); end;
