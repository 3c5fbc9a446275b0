-- What happens to devices together with their account's document; under the account's lock.
create function change_devices(
  _aci uuid, _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[],
  _pni_last_resort bytea[], _retired uuid[], _forget_profiles boolean) returns void
language plpgsql volatile
as $$
declare
  _numbers bigint[];
begin
  if cardinality(_retired) > 0 then
    -- Who appends to them, or publishes keys for them, is done or will see that they are abandoned.
    perform pg_advisory_xact_lock(2, key)
      from (select distinct uuid_hash(r) as key from unnest(_retired) r order by 1) sorted;
    perform pg_advisory_xact_lock(3, key)
      from (select distinct uuid_hash(r) as key from unnest(_retired) r order by 1) sorted;
    with gone as (
      update inbox i set abandoned = true where i.id = any(_retired) and not i.abandoned returning i.number)
    select coalesce(array_agg(g.number), '{}') into _numbers from gone g;
    delete from repeated_use_key k where k.inbox = any(_numbers);
    delete from one_time_key k where k.inbox = any(_numbers);
  end if;
  if cardinality(_opened) > 0 then
    with made as (
      insert into inbox (id) select o from unnest(_opened) o on conflict (id) do nothing returning number)
    select coalesce(array_agg(m.number), '{}') into _numbers from made m;
    if cardinality(_numbers) <> cardinality(_opened) then
      raise exception 'a new device needs a new inbox id' using errcode = 'SP001';
    end if;
    insert into repeated_use_key (inbox, identity, signed_prekey, last_resort)
      select i.number, k.identity, k.signed_prekey, k.last_resort
        from unnest(_opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort)
          o(id, aci_signed, aci_last_resort, pni_signed, pni_last_resort)
        join inbox i on i.id = o.id
        cross join lateral (
          values ('ACI', o.aci_signed, o.aci_last_resort), ('PNI', o.pni_signed, o.pni_last_resort))
          k(identity, signed_prekey, last_resort);
  end if;
  if _forget_profiles then
    perform pg_advisory_xact_lock(4, uuid_hash(_aci));
    delete from profile p where p.aci = _aci;
  end if;
end $$;

-- False when one of its keys is taken.
create function create_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
  _generation int, _wrapped bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  insert into account (aci, pni, number_hash, version, devices_version, document)
    values (_aci, _pni, _number_hash, _version, _devices_version, _document)
    on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into data_key (owner, generation, wrapped) values (_aci::text, _generation, _wrapped)
    on conflict (owner) do nothing;
  if not found then
    raise exception 'a new account has a data key already' using errcode = 'SP001';
  end if;
  perform change_devices(
    _aci, _opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles);
  return true;
end $$;

-- False when the stored version is not the one before. The lock keeps appends out that were checked against another
-- device list.
create function update_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
  _opened uuid[], _aci_signed bytea[], _aci_last_resort bytea[], _pni_signed bytea[], _pni_last_resort bytea[],
  _retired uuid[], _forget_profiles boolean) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _stored record;
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  select a.pni, a.number_hash into _stored from account a where a.aci = _aci and a.version = _version - 1 for update;
  if not found then
    return false;
  end if;
  if _stored.pni <> _pni or _stored.number_hash <> _number_hash then
    raise exception 'an update keeps the account''s PNI and number' using errcode = 'SP001';
  end if;
  update account a
    set version = _version, devices_version = _devices_version, document = _document where a.aci = _aci;
  perform change_devices(
    _aci, _opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles);
  return true;
end $$;

-- Keeps the key if the owner has none; returns the one that is kept.
create function put_data_key(_owner text, _generation int, _wrapped bytea, out kept_generation int, out kept bytea)
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  insert into data_key (owner, generation, wrapped) values (_owner, _generation, _wrapped)
    on conflict (owner) do nothing;
  select k.generation, k.wrapped into kept_generation, kept from data_key k where k.owner = _owner;
end $$;

-- Replaces what is not null; false when there is no such device.
create function publish_prekeys(
  _device uuid, _identity text, _ec_row bigint[], _ec bytea[], _signed_prekey bytea, _kyber_row bigint[],
  _kyber bytea[], _last_resort bytea) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _number bigint;
begin
  perform pg_advisory_xact_lock(3, uuid_hash(_device));
  select i.number into _number from inbox i where i.id = _device and not i.abandoned;
  if not found then
    return false;
  end if;
  delete from one_time_key k
    where k.inbox = _number and k.identity = _identity
      and (k.kind = 'EC' and cardinality(_ec) > 0 or k.kind = 'KYBER' and cardinality(_kyber) > 0);
  insert into one_time_key (inbox, identity, kind, place, row_id, sealed)
    select _number, _identity, 'EC', k.place, k.row_id, k.sealed
      from unnest(_ec_row, _ec) with ordinality k(row_id, sealed, place)
    union all
    select _number, _identity, 'KYBER', k.place, k.row_id, k.sealed
      from unnest(_kyber_row, _kyber) with ordinality k(row_id, sealed, place);
  update repeated_use_key k
    set signed_prekey = coalesce(_signed_prekey, k.signed_prekey),
        last_resort = coalesce(_last_resort, k.last_resort)
    where k.inbox = _number and k.identity = _identity and (_signed_prekey is not null or _last_resort is not null);
  return true;
end $$;

-- The oldest that nobody else is taking.
create function take_prekey(_number bigint, _identity text, _kind text, out row_id bigint, out sealed bytea)
language sql volatile
begin atomic
  delete from one_time_key k
    where k.inbox = _number and k.identity = _identity and k.kind = _kind and k.place = (
      select o.place from one_time_key o
        where o.inbox = _number and o.identity = _identity and o.kind = _kind
        order by o.place limit 1 for update skip locked)
    returning k.row_id, k.sealed;
end;

-- One row for each device that is there. The lock is shared with others who take; who publishes has it alone, so that
-- keys which are being replaced do not look like none.
create function take_prekeys(
  _device uuid[], _identity text[],
  out nth int, out signed_prekey bytea, out last_resort bytea, out ec_row bigint, out ec bytea, out kyber_row bigint,
  out kyber bytea)
returns setof record
language plpgsql volatile
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
set lock_timeout = '5s'
as $$
declare
  _owner record;
begin
  perform pg_advisory_xact_lock_shared(3, key)
    from (select distinct uuid_hash(d) as key from unnest(_device) d order by 1) sorted;
  for _owner in
    select o.nth, o.identity, i.number, r.signed_prekey, r.last_resort
      from unnest(_device, _identity) with ordinality o(device, identity, nth)
      join inbox i on i.id = o.device and not i.abandoned
      join repeated_use_key r on r.inbox = i.number and r.identity = o.identity
      order by o.nth
  loop
    nth := _owner.nth;
    signed_prekey := _owner.signed_prekey;
    last_resort := _owner.last_resort;
    select t.row_id, t.sealed into ec_row, ec from take_prekey(_owner.number, _owner.identity, 'EC') t;
    select t.row_id, t.sealed into kyber_row, kyber from take_prekey(_owner.number, _owner.identity, 'KYBER') t;
    return next;
  end loop;
end $$;

-- The versions written longest ago go. False when the device that writes is retired: who forgets profiles abandons it
-- first, and has the lock.
create function put_profile(_aci uuid, _writer uuid, _version_hash bytea, _sealed bytea, _max int) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(4, uuid_hash(_aci));
  perform from inbox i where i.id = _writer and not i.abandoned;
  if not found then
    return false;
  end if;
  insert into profile (aci, version_hash, written, sealed)
    values (_aci, _version_hash, nextval('profile_written'), _sealed)
    on conflict (aci, version_hash) do update set written = excluded.written, sealed = excluded.sealed;
  delete from profile p where p.aci = _aci and p.written in (
    select o.written from profile o where o.aci = _aci order by o.written desc offset _max);
  return true;
end $$;
