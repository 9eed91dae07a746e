-- Whose a task is, its order within that lane, and the provider account whose room it needs ('': none).
alter table task add column lane text not null default '';
alter table task add column priority integer not null default 1;
alter table task add column account text not null default '';
create index task_lane on task (kind, account, lane, priority, run_at, id) where parked = 0;
-- For the question when the next one is due, leaving out accounts that are full.
drop index task_next;
create index task_next on task (account, run_at) where parked = 0 and leased_by is null;

-- When each lane had its last turn: a number that only grows.
create table lane_turn (
  kind text not null,
  account text not null,
  lane text not null,
  turn bigint not null,
  primary key (kind, account, lane)
);

-- What waits now.
update task set lane = (select subscriber_id from fax_job where fax_job.id = task.subject_id) where kind = 'submit'
  and exists (select 1 from fax_job where fax_job.id = task.subject_id);
update task set lane = (select subscriber_id from submission where submission.id = task.subject_id) where kind = 'prepare'
  and exists (select 1 from submission where submission.id = task.subject_id);
