-- After a restore: the epochs of so many inboxes behind this one are raised, and their devices' one-time keys go. Says the
-- last of them, or nothing when there were fewer.
create function mark_restored(_after uuid, _max int, _raise bigint) returns uuid
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _ids uuid[];
begin
  select coalesce(array_agg(n.id order by n.id), '{}') into _ids
    from (
      select i.id from inbox i where not i.abandoned and i.id > _after order by i.id limit _max) n;
  perform pg_advisory_xact_lock(3, key)
    from (select distinct uuid_hash(n) as key from unnest(_ids) n order by 1) sorted;
  update inbox i set epoch = i.epoch + _raise where i.id = any(_ids) and not i.abandoned;
  delete from one_time_key k using inbox i where i.id = any(_ids) and k.inbox = i.number;
  return case when cardinality(_ids) = _max then _ids[_max] end;
end $$;
