-- How often a document of this step took its reader down or was too much for it. Other failures do not count.
alter table task add column crashes integer not null default 0;
