-- One row while `storage copy` fills this schema: nobody opens it as a store meanwhile. No section: all was read.
create table copying (
  only_one boolean primary key check (only_one),
  source text not null,
  section text,
  place text not null);

-- Profiles account by account, in the order in which they were written.
create index profile_by_account on profile (aci, written);
