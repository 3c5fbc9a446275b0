-- Rows of objects. Whatever changes those of an owner holds the owner's lock, number 7, until its commit; what the owner
-- has is kept beside them and changes with them.

create table media (
  id bytea primary key,
  owner bytea not null,
  bytes bigint not null,
  due_at bigint not null,
  revision bigint not null,
  sealed bytea not null);
create index media_by_time on media (due_at);
create index media_by_owner on media (owner, due_at);

create table media_use (
  owner bytea primary key,
  bytes bigint not null,
  objects bigint not null);

create function lock_media(_owner bytea) returns void
language sql volatile
begin atomic
  select pg_advisory_xact_lock(7, hashtext(encode(_owner, 'hex')));
end;

-- Whether so much more is within the quota. Asked under the owner's lock, as what follows is done under it.
create function has_media_room(
  _owner bytea, _bytes bigint, _objects bigint, _quota_bytes bigint, _quota_objects bigint) returns boolean
language sql volatile
begin atomic
  select coalesce(sum(u.bytes), 0) + _bytes <= _quota_bytes and coalesce(sum(u.objects), 0) + _objects <= _quota_objects
    from media_use u where u.owner = _owner;
end;

create function change_media_use(_owner bytea, _bytes bigint, _objects bigint) returns void
language sql volatile
begin atomic
  insert into media_use as u (owner, bytes, objects) values (_owner, _bytes, _objects)
    on conflict (owner) do update set bytes = u.bytes + excluded.bytes, objects = u.objects + excluded.objects;
  delete from media_use u where u.owner = _owner and u.objects = 0;
end;

create function create_media(
  _id bytea, _owner bytea, _bytes bigint, _due_at bigint, _sealed bytea, _quota_bytes bigint, _quota_objects bigint)
  returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
begin
  perform lock_media(_owner);
  perform from media m where m.id = _id;
  if found then
    return 'MOVED';
  end if;
  if not has_media_room(_owner, _bytes, 1, _quota_bytes, _quota_objects) then
    return 'OVER_QUOTA';
  end if;
  insert into media (id, owner, bytes, due_at, revision, sealed) values (_id, _owner, _bytes, _due_at, 1, _sealed)
    on conflict (id) do nothing;
  if not found then
    return 'MOVED';
  end if;
  perform change_media_use(_owner, _bytes, 1);
  return 'WRITTEN';
end $$;

-- `_revision` is the new one.
create function update_media(
  _id bytea, _owner bytea, _bytes bigint, _due_at bigint, _revision bigint, _sealed bytea, _quota_bytes bigint,
  _quota_objects bigint) returns text
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _before bigint;
begin
  perform lock_media(_owner);
  select m.bytes into _before
    from media m where m.id = _id and m.owner = _owner and m.revision = _revision - 1;
  if not found then
    return 'MOVED';
  end if;
  if _bytes > _before and not has_media_room(_owner, _bytes - _before, 0, _quota_bytes, _quota_objects) then
    return 'OVER_QUOTA';
  end if;
  if _bytes <> _before then
    perform change_media_use(_owner, _bytes - _before, 0);
  end if;
  update media m set bytes = _bytes, due_at = _due_at, revision = _revision, sealed = _sealed where m.id = _id;
  return 'WRITTEN';
end $$;

create function remove_media(_id bytea, _revision bigint) returns boolean
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _owner bytea;
  _bytes bigint;
begin
  select m.owner into _owner from media m where m.id = _id and m.revision = _revision;
  if not found then
    return false;
  end if;
  perform lock_media(_owner);
  delete from media m where m.id = _id and m.owner = _owner and m.revision = _revision returning m.bytes into _bytes;
  if not found then
    return false;
  end if;
  perform change_media_use(_owner, -_bytes, -1);
  return true;
end $$;

create function end_media(_owner bytea, _now bigint, _max int) returns int
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _ended int;
begin
  perform lock_media(_owner);
  update media m set due_at = _now, revision = m.revision + 1
    where m.id = any(array(
      select o.id from media o where o.owner = _owner and o.due_at > _now order by o.due_at limit _max));
  get diagnostics _ended = row_count;
  return _ended;
end $$;
