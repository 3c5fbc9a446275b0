-- Sessions are opened one at a time, so that their bounds are exact; who opens how often is limited elsewhere.
create function open_session(
  _id_hash bytea, _address_hash bytea, _created_at bigint, _expires_at bigint, _version bigint, _sealed bytea,
  _max_per_address int, _max_in_all int, _now bigint) returns void
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform pg_advisory_xact_lock(5, 0);
  delete from session s where s.opened = any(array(
    select o.opened from session o
      where o.expires_at <= _now order by o.expires_at limit _max_in_all for update skip locked));
  insert into session (id_hash, address_hash, created_at, expires_at, version, sealed)
    values (_id_hash, _address_hash, _created_at, _expires_at, _version, _sealed);
  delete from session s where s.opened in (
    select o.opened from session o where o.address_hash = _address_hash order by o.opened desc offset _max_per_address);
  delete from session s where s.opened in (
    select o.opened from session o order by o.opened desc offset _max_in_all);
end $$;

-- First the session, then the invite: the order in which everybody locks them.
create function redeem(
  _number_hash bytea, _code_hash bytea, _id_hash bytea, _expires_at bigint, _version bigint, _sealed bytea,
  _max_wrong_codes int, _now bigint) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _invite record;
begin
  perform from session s
    where s.id_hash = _id_hash and s.expires_at > _now and s.version = _version - 1 for update;
  if not found then
    return 'SESSION_CHANGED';
  end if;
  select i.code_hash, i.wrong_codes into _invite
    from invite i where i.number_hash = _number_hash and i.expires_at > _now for update;
  if not found then
    return 'NO_INVITE';
  end if;
  -- Both are keyed hashes: how long the comparison takes tells nothing of the code.
  if _invite.code_hash <> _code_hash then
    if _invite.wrong_codes + 1 >= _max_wrong_codes then
      delete from invite i where i.number_hash = _number_hash;
      return 'BURNED';
    end if;
    update invite i set wrong_codes = i.wrong_codes + 1 where i.number_hash = _number_hash;
    return 'WRONG_CODE';
  end if;
  delete from invite i where i.number_hash = _number_hash;
  update session s set expires_at = _expires_at, version = _version, sealed = _sealed where s.id_hash = _id_hash;
  return 'REDEEMED';
end $$;

create function sweep_registrations(_now bigint, _max int) returns int
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _invites int;
  _sessions int;
begin
  -- An array is made once; a plain subquery might be asked again for each row, and lock more than it may.
  delete from invite i where i.number_hash = any(array(
    select o.number_hash from invite o
      where o.expires_at <= _now order by o.expires_at limit _max for update skip locked));
  get diagnostics _invites = row_count;
  delete from session s where s.opened = any(array(
    select o.opened from session o
      where o.expires_at <= _now order by o.expires_at limit _max - _invites for update skip locked));
  get diagnostics _sessions = row_count;
  return _invites + _sessions;
end $$;
