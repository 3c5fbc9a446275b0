-- Deleted accounts that are remembered by their number for a while.
create table former_account (
  number_hash bytea primary key,
  sealed bytea not null,
  until bigint not null);
create index former_account_by_time on former_account (until);

-- As before, of every node: who has the number now ends what was remembered of it.
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
  delete from former_account f where f.number_hash = _number_hash;
  perform change_devices(
    _aci, _opened, _aci_signed, _aci_last_resort, _pni_signed, _pni_last_resort, _retired, _forget_profiles);
  return true;
end $$;

create or replace function rename_account(
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
  delete from former_account f where f.number_hash = _number_hash;
  return true;
exception when unique_violation then
  return false;
end $$;

create function delete_account(
  _aci uuid, _version bigint, _retired uuid[], _former_number bytea, _former_sealed bytea, _former_until bigint,
  _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(1, uuid_hash(_aci));
  if _former_number is not null then
    perform from account a where a.aci = _aci and a.version = _version and a.number_hash <> _former_number;
    if found then
      raise exception 'what is remembered has another number' using errcode = 'SP001';
    end if;
  end if;
  if not delete_account(_aci, _version, _retired, _audit_id, _audit_event) then
    return false;
  end if;
  if _former_number is not null then
    insert into former_account (number_hash, sealed, until) values (_former_number, _former_sealed, _former_until)
      on conflict (number_hash) do update set sealed = excluded.sealed, until = excluded.until;
  end if;
  return true;
end $$;

-- Before its time; false when there is none.
create function forget_former(_number_hash bytea, _audit_id uuid[], _audit_event bytea[]) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  delete from former_account f where f.number_hash = _number_hash;
  if not found then
    return false;
  end if;
  perform keep_audit(_audit_id, _audit_event);
  return true;
end $$;

create function sweep_former(_now bigint, _max int) returns int
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _over int;
begin
  delete from former_account f where f.number_hash = any(array(
    select o.number_hash from former_account o where o.until <= _now order by o.until limit _max for update skip locked));
  get diagnostics _over = row_count;
  return _over;
end $$;
