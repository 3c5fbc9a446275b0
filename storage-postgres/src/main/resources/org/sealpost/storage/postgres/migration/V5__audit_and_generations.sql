-- Audit entries that are committed with their action, accounts that end, generations of data keys.
--
-- Functions with other arguments stand beside those of the version before, whose nodes go on calling theirs until they are
-- stopped; a migration of the release after this one removes them. One more advisory lock, taken first: 0, the generations of keys.

-- The outbox and the log in one table, so that the id of an entry is unique over both. A pending one has no place.
create table audit_entry (
  id uuid primary key,
  turn bigint generated always as identity,
  place bigint unique,
  event bytea not null);
create index audit_entry_pending on audit_entry (turn) where place is null;

create table audit_tree (
  only_one boolean primary key check (only_one),
  size bigint not null);
insert into audit_tree values (true, 0);

create index data_key_by_generation on data_key (generation);
create table key_generation (
  only_one boolean primary key check (only_one),
  oldest int not null);
insert into key_generation values (true, 1);

-- Keeps entries until they are sequenced. One that is there, with or without a place, is passed over.
create function keep_audit(_id uuid[], _event bytea[]) returns void
language sql volatile
begin atomic
  insert into audit_entry (id, event)
    select e.id, e.event from unnest(_id, _event) e(id, event)
    on conflict (id) do nothing;
end;

-- The oldest that have no place, always from the first: who commits late is seen then, before all that have begun since.
create function pending_audit(_max int, out id uuid, out event bytea)
returns setof record
language plpgsql stable
set search_path from current
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return query
    select a.id, a.event from audit_entry a where a.place is null order by a.turn limit _max;
end $$;

-- Who gives places holds the row of the tree: the next one compares with what this one leaves.
create function sequence_audit(_size bigint, _id uuid[]) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _pending int;
begin
  perform from audit_tree t where t.size = _size for update;
  if not found then
    return 'SIZE_CHANGED';
  end if;
  select count(distinct a.id) into _pending from audit_entry a where a.id = any(_id) and a.place is null;
  if _pending <> cardinality(_id) then
    return 'NOT_PENDING';
  end if;
  update audit_entry a
    set place = _size + e.nth - 1
    from unnest(_id) with ordinality e(id, nth) where a.id = e.id;
  update audit_tree t set size = _size + cardinality(_id);
  return 'SEQUENCED';
end $$;

-- Whoever keeps a key shares lock 0, which retiring has alone: a generation that was retired meanwhile is seen here, and a
-- key that was kept before is seen there. The lock is taken at the start, the question asked of what would be kept.
create function demand_generation(_generation int) returns void
language plpgsql volatile
as $$
begin
  perform from key_generation g where g.oldest > _generation;
  if found then
    raise exception 'this generation of store keys is retired' using errcode = 'SP003';
  end if;
end $$;

-- False while a key is of a generation before this one.
create function retire_before(_generation int, _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(0, 0);
  perform from data_key k where k.generation < _generation limit 1;
  if found then
    return false;
  end if;
  update key_generation g set oldest = _generation where g.oldest < _generation;
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;

-- Keeps the key if the owner has none; returns the one that is kept.
create or replace function put_data_key(
  _owner text, _generation int, _wrapped bytea, out kept_generation int, out kept bytea)
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock_shared(0, 0);
  loop
    select k.generation, k.wrapped into kept_generation, kept from data_key k where k.owner = _owner;
    exit when found;
    perform demand_generation(_generation);
    insert into data_key (owner, generation, wrapped) values (_owner, _generation, _wrapped)
      on conflict (owner) do nothing;
  end loop;
end $$;

-- False when the owner has another key by now, or none.
create function rewrap_data_key(
  _owner text, _generation int, _wrapped bytea, _next_generation int, _next_wrapped bytea) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock_shared(0, 0);
  update data_key k
    set generation = _next_generation, wrapped = _next_wrapped
    where k.owner = _owner and k.generation = _generation and k.wrapped = _wrapped;
  if not found then
    return false;
  end if;
  perform demand_generation(_next_generation);
  return true;
end $$;

-- As before, but for the generation, which is asked of every node.
create or replace function create_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
  _generation int, _wrapped bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock_shared(0, 0);
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  insert into account (aci, pni, number_hash, version, devices_version, document)
    values (_aci, _pni, _number_hash, _version, _devices_version, _document)
    on conflict do nothing;
  if not found then
    return false;
  end if;
  perform demand_generation(_generation);
  insert into data_key (owner, generation, wrapped) values (_aci::text, _generation, _wrapped)
    on conflict (owner) do nothing;
  if not found then
    raise exception 'a new account has a data key already' using errcode = 'SP001';
  end if;
  perform change_devices(
    _aci, _opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles);
  return true;
end $$;

create function create_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
  _generation int, _wrapped bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean, _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  if not create_account(
      _aci, _pni, _number_hash, _version, _devices_version, _document, _generation, _wrapped, _opened, _aci_signed,
      _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles) then
    return false;
  end if;
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;

create function update_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean, _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  if not update_account(
      _aci, _pni, _number_hash, _version, _devices_version, _document, _opened, _aci_signed, _aci_last_resort,
      _pni_signed, _pni_last_resort, _retired, _forget_profiles) then
    return false;
  end if;
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;

-- False when the stored version is another. Under the account's lock: an append that was checked against its devices is
-- done, or will see that there are none.
create function delete_account(
  _aci uuid, _version bigint, _retired uuid[], _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  delete from account a where a.aci = _aci and a.version = _version;
  if not found then
    return false;
  end if;
  delete from data_key k where k.owner = _aci::text;
  perform change_devices(_aci, '{}', '{}', '{}', '{}', '{}', _retired, true);
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;

-- An older one for the same number is replaced.
create function put_invite(
  _number_hash bytea, _code_hash bytea, _expires_at bigint, _wrong_codes int, _audit_id uuid[], _audit_event bytea[])
returns void
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  insert into invite (number_hash, code_hash, expires_at, wrong_codes)
    values (_number_hash, _code_hash, _expires_at, _wrong_codes)
    on conflict (number_hash) do update
      set code_hash = excluded.code_hash, expires_at = excluded.expires_at, wrong_codes = excluded.wrong_codes;
  perform keep_audit(_audit_id, _audit_event);
end $$;

create function redeem(
  _number_hash bytea, _code_hash bytea, _id_hash bytea, _expires_at bigint, _version bigint, _sealed bytea,
  _max_wrong_codes int, _now bigint,
  _redeemed_id uuid[], _redeemed_event bytea[], _burned_id uuid[], _burned_event bytea[]) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _outcome constant text :=
    redeem(_number_hash, _code_hash, _id_hash, _expires_at, _version, _sealed, _max_wrong_codes, _now);
begin
  if _outcome = 'REDEEMED' then
    perform keep_audit(_redeemed_id, _redeemed_event);
  elsif _outcome = 'BURNED' then
    perform keep_audit(_burned_id, _burned_event);
  end if;
  return _outcome;
end $$;

-- A standby that was promoted, and a backup that was restored to a moment, may lack what the server before them had shown
-- to readers: positions go on far behind it, or a reader whose connection outlived the change would pass over what comes.
create table timeline (
  only_one boolean primary key check (only_one),
  name text not null);
insert into timeline values (true, left(pg_walfile_name(pg_current_wal_insert_lsn()), 8));

create function open_timeline() returns void
language plpgsql volatile
as $$
declare
  _name constant text := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
begin
  perform from timeline t where t.name = _name;
  if not found then
    update timeline t set name = _name where t.name <> _name;
    if found then
      perform setval('position', nextval('position') + 1000000000);
    end if;
  end if;
end $$;

-- Stores these envelopes in this order, under the locks of their inboxes; says for each where it stands and whether it
-- was there already.
create or replace function store_envelopes(
  _number bigint[], _id uuid[], _sealed bytea[], _expires_at bigint[], _now bigint,
  out places bigint[], out repeats boolean[])
language plpgsql volatile
as $$
declare
  _expired bigint;
begin
  perform open_timeline();
  loop
    -- unnest keeps its order, and nextval is drawn for each row as it comes.
    with stored as (
      insert into envelope (inbox, position, expires_at, id, size, sealed)
        select e.number, nextval('position'), e.expires_at, e.id, length(e.sealed), e.sealed
          from unnest(_number, _id, _sealed, _expires_at) e(number, id, sealed, expires_at)
        on conflict (inbox, id) do nothing
        returning position)
    select coalesce(array_agg(s.position order by s.position), '{}') into places from stored s;

    if cardinality(places) = cardinality(_id) then
      repeats := array_fill(false, array[cardinality(_id)]);
      return;
    end if;

    -- Some ids were there. What has expired is not: it goes, and all is stored again, so that positions keep the order
    -- of the list. A sweep may remove an expired one at any moment.
    exit when not exists (
      select from unnest(_number, _id) e(number, id)
        left join envelope q on q.inbox = e.number and q.id = e.id
        where q.inbox is null or q.expires_at <= _now and q.position <> all(places));
    delete from envelope q using (select distinct n from unnest(_number) n) e
      where q.inbox = e.n and q.position = any(places);
    delete from envelope q using unnest(_number, _id) e(number, id)
      where q.inbox = e.number and q.id = e.id and q.expires_at <= _now;
    get diagnostics _expired = row_count;
    insert into counted values (0, 0, _expired, 0, 0);
  end loop;

  select array_agg(q.position order by e.nth), array_agg(e.again or q.position <> all(places) order by e.nth)
    into places, repeats
    from (
      select number, id, nth, row_number() over (partition by number, id order by nth) > 1 as again
        from unnest(_number, _id) with ordinality e(number, id, nth)) e
    join envelope q on q.inbox = e.number and q.id = e.id;
end $$;
