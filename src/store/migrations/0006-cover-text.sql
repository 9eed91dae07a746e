-- Text of the mail that stands on the cover page of its faxes.
alter table document add column cover_text text;
