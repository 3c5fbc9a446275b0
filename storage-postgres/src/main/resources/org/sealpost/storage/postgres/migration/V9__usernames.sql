-- Usernames: confirmed ones with their account, reserved ones beside it. Lock 6 is a username's and a link's too.

alter table account add column username_hash bytea unique, add column username_link_hash bytea unique;

create table reservation (
  username_hash bytea primary key,
  aci uuid not null unique,
  until bigint not null);
create index reservation_by_time on reservation (until);

-- One step of the version before, which no release had.
drop function change_account(
  uuid, uuid, bytea, bigint, bigint, bytea, uuid[], bytea[], bytea[], bytea[], bytea[], uuid[], boolean, uuid[], int[],
  bytea[], bytea[], uuid[], bytea[]);
drop function move_account(uuid, uuid, bytea);

create function is_reserved_for_another(_aci uuid, _username_hash bytea, _now bigint) returns boolean
language sql stable
begin atomic
  select exists (
    select from reservation r where r.username_hash = _username_hash and r.aci <> _aci and r.until > _now);
end;

-- Gives an account what it is found by; false when another account has one of them. Old and new are locked, in order, so
-- that two accounts which want each other's do not wait for one another; a creation, which takes no such lock, is waited
-- for by the unique index.
create function rename_account(
  _aci uuid, _pni uuid, _number_hash bytea, _username_hash bytea, _username_link_hash bytea) returns boolean
language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock(6, key)
    from (
      select distinct hashtext(k.name) as key
        from account a
          cross join lateral (
            values (a.pni::text), (_pni::text), (encode(a.number_hash, 'hex')), (encode(_number_hash, 'hex')),
              (encode(_username_hash, 'hex')), (encode(a.username_link_hash, 'hex')),
              (encode(_username_link_hash, 'hex'))) k(name)
        where a.aci = _aci and k.name is not null
        order by 1) sorted;
  perform from account a
    where a.aci <> _aci
      and (a.pni = _pni or a.number_hash = _number_hash or a.username_hash = _username_hash
        or a.username_link_hash = _username_link_hash);
  if found then
    return false;
  end if;
  update account a
    set pni = _pni, number_hash = _number_hash, username_hash = _username_hash,
        username_link_hash = _username_link_hash
    where a.aci = _aci;
  return true;
exception when unique_violation then
  return false;
end $$;

create function change_account(
  _aci uuid, _pni uuid, _number_hash bytea, _username_hash bytea, _username_link_hash bytea, _version bigint,
  _devices_version bigint, _document bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean,
  _rekeyed uuid[], _key_set int[], _rekeyed_signed bytea[], _rekeyed_last_resort bytea[],
  _audit_id uuid[], _audit_event bytea[]) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _stored record;
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  select a.pni, a.number_hash, a.username_hash, a.username_link_hash into _stored
    from account a where a.aci = _aci and a.version = _version - 1;
  if not found then
    return 'VERSION_CHANGED';
  end if;
  if _username_hash is not null and _username_hash is distinct from _stored.username_hash then
    raise exception 'a username is confirmed' using errcode = 'SP001';
  end if;
  if (_stored.pni, _stored.number_hash, _stored.username_hash, _stored.username_link_hash)
      is distinct from (_pni, _number_hash, _username_hash, _username_link_hash)
      and not rename_account(_aci, _pni, _number_hash, _username_hash, _username_link_hash) then
    return 'TAKEN';
  end if;
  if cardinality(_rekeyed) > 0 then
    -- In the order in which everybody takes them: what is retired with it comes again below.
    perform pg_advisory_xact_lock(2, key)
      from (select distinct uuid_hash(r) as key from unnest(_retired) r order by 1) sorted;
    perform pg_advisory_xact_lock(3, key)
      from (select distinct uuid_hash(r) as key from unnest(_retired || _rekeyed) r order by 1) sorted;
  end if;
  update account a
    set version = _version, devices_version = _devices_version, document = _document where a.aci = _aci;
  perform change_devices(
    _aci, _opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles);
  if cardinality(_rekeyed) > 0 then
    perform rekey_devices(_rekeyed, _key_set, _rekeyed_signed, _rekeyed_last_resort);
  end if;
  perform keep_audit(_audit_id, _audit_event);
  return 'UPDATED';
end $$;

-- As a change without devices, to an account that has this username from then on.
create function confirm_username(
  _aci uuid, _pni uuid, _number_hash bytea, _username_hash bytea, _username_link_hash bytea, _version bigint,
  _devices_version bigint, _document bytea, _now bigint, _audit_id uuid[], _audit_event bytea[]) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  perform from account a where a.aci = _aci and a.version = _version - 1;
  if not found then
    return 'VERSION_CHANGED';
  end if;
  if not rename_account(_aci, _pni, _number_hash, _username_hash, _username_link_hash) then
    return 'TAKEN';
  end if;
  -- Under the username's lock: a reservation that comes now sees the account.
  if is_reserved_for_another(_aci, _username_hash, _now) then
    raise exception 'reserved' using errcode = 'SP004';
  end if;
  delete from reservation r where r.aci = _aci or r.username_hash = _username_hash;
  update account a
    set version = _version, devices_version = _devices_version, document = _document where a.aci = _aci;
  perform keep_audit(_audit_id, _audit_event);
  return 'UPDATED';
exception when sqlstate 'SP004' then
  return 'TAKEN';
end $$;

-- The first of these usernames that no other account has or has reserved; null when there is none, or no such account.
create function reserve_username(_aci uuid, _username_hash bytea[], _now bigint, _until bigint) returns bytea
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _free bytea;
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  perform from account a where a.aci = _aci;
  if not found then
    return null;
  end if;
  perform pg_advisory_xact_lock(6, key)
    from (select distinct hashtext(encode(u, 'hex')) as key from unnest(_username_hash) u order by 1) sorted;
  select c.name into _free
    from unnest(_username_hash) with ordinality c(name, nth)
    where not is_reserved_for_another(_aci, c.name, _now)
      and not exists (select from account a where a.username_hash = c.name and a.aci <> _aci)
    order by c.nth limit 1;
  if _free is not null then
    delete from reservation r where r.aci = _aci or r.username_hash = _free;
    insert into reservation (username_hash, aci, until) values (_free, _aci, _until);
  end if;
  return _free;
end $$;

create function sweep_reservations(_now bigint, _max int) returns int
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _lapsed int;
begin
  delete from reservation r where r.username_hash = any(array(
    select o.username_hash from reservation o where o.until <= _now order by o.until limit _max for update skip locked));
  get diagnostics _lapsed = row_count;
  return _lapsed;
end $$;

-- As before, and for nodes of before, with what the account has reserved.
create or replace function delete_account(
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
  delete from reservation r where r.aci = _aci;
  perform change_devices(_aci, '{}', '{}', '{}', '{}', '{}', _retired, true);
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;
