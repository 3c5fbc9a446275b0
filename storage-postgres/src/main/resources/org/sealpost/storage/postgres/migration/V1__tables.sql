-- Times are milliseconds since 1970. Other tables name an inbox by its number. Every bytea is sealed or a keyed hash:
-- it is never compressed, and no value of it is shown in an error.

create table account (
  aci uuid primary key,
  pni uuid not null unique,
  number_hash bytea not null unique,
  version bigint not null,
  devices_version bigint not null,
  document bytea not null)
  with (fillfactor = 70);
alter table account alter column document set storage external;

create table data_key (
  owner text primary key,
  generation int not null,
  wrapped bytea not null);

-- writer: the chain of batches that appended here last, and what was counted when it took over (see the README). Until
-- exact_until nothing has left the inbox since that count.
create table inbox (
  number bigint generated always as identity primary key,
  id uuid not null unique,
  epoch bigint not null default 0,
  gaps bigint not null default 0,
  abandoned boolean not null default false,
  writer uuid,
  counted_to bigint not null default 0,
  counted_entries bigint not null default 0,
  counted_bytes bigint not null default 0,
  exact_until bigint not null default 0)
  with (fillfactor = 70);
create index inbox_abandoned on inbox (number) where abandoned;

-- Positions of all inboxes. Drawn under the inbox's lock, and none kept back by a connection.
create sequence position cache 1;

create table envelope (
  inbox bigint not null,
  position bigint not null,
  expires_at bigint not null,
  id uuid not null,
  size int not null,
  sealed bytea not null,
  primary key (inbox, position) include (size, expires_at),
  unique (inbox, id))
  partition by hash (inbox);
alter table envelope alter column sealed set storage external;
create index envelope_by_expiry on envelope (expires_at);

-- A partition is vacuumed when a few thousand of its rows are dead, whatever its size, and without pauses: rows live for
-- seconds, and dead ones lie in the way of reads. Rows up to this size stay in their page.
do $$
begin
  for part in 0 .. 15 loop
    execute format(
      'create table envelope_%s partition of envelope for values with (modulus 16, remainder %s) with ('
      || 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000,'
      || 'autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.1,'
      || 'autovacuum_analyze_threshold = 5000, autovacuum_vacuum_cost_delay = 0, toast_tuple_target = 4080,'
      || 'toast.autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_threshold = 2000,'
      || 'toast.autovacuum_vacuum_cost_delay = 0)', part, part);
  end loop;
end $$;

create table repeated_use_key (
  inbox bigint not null,
  identity text not null,
  signed_prekey bytea not null,
  last_resort bytea not null,
  primary key (inbox, identity));

create table one_time_key (
  inbox bigint not null,
  identity text not null,
  kind text not null,
  place int not null,
  row_id bigint not null,
  sealed bytea not null,
  primary key (inbox, identity, kind, place));
alter table one_time_key alter column sealed set storage external;

create sequence profile_written cache 1;
create table profile (
  aci uuid not null,
  version_hash bytea not null,
  written bigint not null,
  sealed bytea not null,
  primary key (aci, version_hash));

create table invite (
  number_hash bytea primary key,
  code_hash bytea not null,
  expires_at bigint not null,
  wrong_codes int not null);
create index invite_by_expiry on invite (expires_at);

create table session (
  opened bigint generated always as identity primary key,
  id_hash bytea not null unique,
  address_hash bytea not null,
  created_at bigint not null,
  expires_at bigint not null,
  version bigint not null,
  sealed bytea not null);
create index session_by_address on session (address_hash, opened);
create index session_by_expiry on session (expires_at);

-- Totals: what was folded together, and one row for each commit since. A row that every commit updated would be waited
-- for by every node, and be slow to find where an old snapshot keeps its dead versions.
create table counted (
  accepted bigint not null,
  acknowledged bigint not null,
  expired bigint not null,
  purged bigint not null,
  left_out bigint not null);
create table counter (
  only_one boolean primary key check (only_one),
  accepted bigint not null,
  acknowledged bigint not null,
  expired bigint not null,
  purged bigint not null,
  left_out bigint not null);
insert into counter values (true, 0, 0, 0, 0, 0);
