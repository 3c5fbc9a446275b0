-- Accounts that change their number. Functions with other arguments stand beside those of the version before, as in V5.
-- One more advisory lock, taken after the account's: 6, a number or a PNI.

-- Prekeys change with the identity key: a change of number gives the PNI of a device its next set of keys. Whoever names
-- another set than the present one is told that there is no such device.
alter table repeated_use_key add column key_set int not null default 0;

create function publish_prekeys(
  _device uuid, _identity text, _key_set int, _ec_row bigint[], _ec bytea[], _signed_prekey bytea, _kyber_row bigint[],
  _kyber bytea[], _last_resort bytea) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _number bigint;
begin
  perform pg_advisory_xact_lock(3, uuid_hash(_device));
  select i.number into _number
    from inbox i join repeated_use_key r on r.inbox = i.number and r.identity = _identity and r.key_set = _key_set
    where i.id = _device and not i.abandoned;
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

-- One row for each device that is there. The lock is shared with others who take; who publishes, or changes the set, has it
-- alone, so that keys which are being replaced do not look like none, and no two sets are mixed.
create function take_prekeys(
  _device uuid[], _identity text[], _key_set int[],
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
      from unnest(_device, _identity, _key_set) with ordinality o(device, identity, key_set, nth)
      join inbox i on i.id = o.device and not i.abandoned
      join repeated_use_key r on r.inbox = i.number and r.identity = o.identity and r.key_set = o.key_set
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

-- Nodes of the version before know the first set alone: of a device that was rekeyed they get nothing.
create or replace function publish_prekeys(
  _device uuid, _identity text, _ec_row bigint[], _ec bytea[], _signed_prekey bytea, _kyber_row bigint[],
  _kyber bytea[], _last_resort bytea) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  return publish_prekeys(_device, _identity, 0, _ec_row, _ec, _signed_prekey, _kyber_row, _kyber, _last_resort);
end $$;

create or replace function take_prekeys(
  _device uuid[], _identity text[],
  out nth int, out signed_prekey bytea, out last_resort bytea, out ec_row bigint, out ec bytea, out kyber_row bigint,
  out kyber bytea)
returns setof record
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  return query
    select t.nth, t.signed_prekey, t.last_resort, t.ec_row, t.ec, t.kyber_row, t.kyber
      from take_prekeys(_device, _identity, array_fill(0, array[cardinality(_device)])) t;
end $$;

-- Gives an account another PNI and number; false when another account has one of them. Both of either are locked, in
-- order, so that two accounts which want each other's do not wait for one another; a creation, which takes no such lock, is
-- waited for by the unique index.
create function move_account(_aci uuid, _pni uuid, _number_hash bytea) returns boolean
language plpgsql volatile
as $$
begin
  perform pg_advisory_xact_lock(6, key)
    from (
      select hashtext(a.pni::text) as key from account a where a.aci = _aci
      union select hashtext(encode(a.number_hash, 'hex')) from account a where a.aci = _aci
      union select hashtext(_pni::text)
      union select hashtext(encode(_number_hash, 'hex'))
      order by 1) sorted;
  perform from account a where (a.pni = _pni or a.number_hash = _number_hash) and a.aci <> _aci;
  if found then
    return false;
  end if;
  update account a set pni = _pni, number_hash = _number_hash where a.aci = _aci;
  return true;
exception when unique_violation then
  return false;
end $$;

-- The PNI of these devices has other keys from now on, where the device is there; under lock 3 of each.
create function rekey_devices(_rekeyed uuid[], _key_set int[], _signed bytea[], _last_resort bytea[]) returns void
language plpgsql volatile
as $$
begin
  delete from one_time_key k using inbox i
    where i.id = any(_rekeyed) and not i.abandoned and k.inbox = i.number and k.identity = 'PNI';
  update repeated_use_key k
    set key_set = n.key_set, signed_prekey = n.signed, last_resort = n.last_resort
    from unnest(_rekeyed, _key_set, _signed, _last_resort) n(device, key_set, signed, last_resort)
      join inbox i on i.id = n.device and not i.abandoned
    where k.inbox = i.number and k.identity = 'PNI';
end $$;

create function change_account(
  _aci uuid, _pni uuid, _number_hash bytea, _version bigint, _devices_version bigint, _document bytea,
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
  select a.pni, a.number_hash into _stored from account a where a.aci = _aci and a.version = _version - 1;
  if not found then
    return 'VERSION_CHANGED';
  end if;
  if (_stored.pni <> _pni or _stored.number_hash <> _number_hash)
      and not move_account(_aci, _pni, _number_hash) then
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
