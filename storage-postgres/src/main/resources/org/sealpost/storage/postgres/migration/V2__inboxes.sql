-- Every operation is one call of one function, or one statement, in autocommit: no lock waits for a network, plans are
-- kept by the database's own session, and a pooler may give each call another session.
--
-- Advisory locks, taken in this order and each kind sorted: 1 accounts, 2 inboxes, 3 keys of devices, 4 profiles of
-- accounts, 5 sessions. They are let go after the commit has become visible, so that a statement which begins after a
-- lock was granted sees all that its last holder did; for this the transaction must be READ COMMITTED.
--
-- The planner is kept to indexes: its statistics of a queue are of another minute, when the queue was empty.

-- Stores these envelopes in this order, under the locks of their inboxes; says for each where it stands and whether it
-- was there already.
create function store_envelopes(
  _number bigint[], _id uuid[], _sealed bytea[], _expires_at bigint[], _now bigint,
  out places bigint[], out repeats boolean[])
language plpgsql volatile
as $$
declare
  _expired bigint;
begin
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

-- One commit of a node: appends first, then acknowledgements.
--
-- A writer is an unbroken chain of batches whose outcome their node knows. Where it appended last, the node knows the
-- inbox's last position, and at least how much is in it; where another did, it takes over and counts.
create function batch(
  _writer uuid, _now bigint, _max_entries bigint, _max_bytes bigint,
  -- the requests
  _account uuid[], _devices_version bigint[],
  -- the inboxes, each once: how much is in them at most, if that is known
  _inbox uuid[], _known boolean[], _held_entries bigint[], _held_bytes bigint[],
  -- the entries: which request, which inbox (from 1)
  _request int[], _target int[], _id uuid[], _sealed bytea[], _expires_at bigint[], _primary boolean[],
  -- the acknowledgements: which inbox
  _acked int[], _acked_id uuid[],
  -- of the requests: 0 stored, 1 devices changed, 2 primary full
  out outcomes int[],
  -- of the entries: their position, 0 where left out
  out positions bigint[], out repeats boolean[],
  -- of the inboxes: their numbers, 0 where there is none, and whether this writer had appended last
  out numbers bigint[], out unbroken boolean[], out held_entries bigint[], out held_bytes bigint[],
  -- each acknowledged envelope that was there
  out removed_from bigint[], out removed_id uuid[])
language plpgsql volatile
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set work_mem = '16MB'
set lock_timeout = '5s'
as $$
declare
  _entries constant int := cardinality(_id);
  _exact_until bigint[];
  _roomy boolean[] := array_fill(true, array[cardinality(_inbox)]);
  _tight int[];
  _simple boolean;
  _row record;
  _counted record;
  _stored record;
  _places int[];
  _accepted bigint := 0;
  _left_out bigint := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'batch needs READ COMMITTED' using errcode = 'SP002';
  end if;
  if cardinality(_account) = 0 then
    -- An acknowledgement that a crash takes back is a repeat, never a loss.
    perform set_config('synchronous_commit', 'off', true);
  end if;
  perform pg_advisory_xact_lock_shared(1, key)
    from (select distinct uuid_hash(a) as key from unnest(_account) a order by 1) sorted;
  perform pg_advisory_xact_lock(2, key)
    from (select distinct uuid_hash(i) as key from unnest(_inbox) i order by 1) sorted;

  select array_agg(coalesce(i.number, 0) order by t.nth),
      array_agg(coalesce(i.writer = _writer, false) order by t.nth),
      array_agg(coalesce(i.exact_until, 0) order by t.nth)
    into numbers, unbroken, _exact_until
    from unnest(_inbox) with ordinality t(id, nth) left join inbox i on i.id = t.id and not i.abandoned;
  held_entries := _held_entries;
  held_bytes := _held_bytes;
  positions := array_fill(0::bigint, array[_entries]);
  repeats := array_fill(false, array[_entries]);

  if cardinality(_account) > 0 then
    select array_agg(case when a.devices_version = r.version then 0 else 1 end order by r.nth)
      into outcomes
      from unnest(_account, _devices_version) with ordinality r(account, version, nth)
      left join account a on a.aci = r.account;
    for _row in
      select distinct e.request from unnest(_request, _target) e(request, target) where numbers[e.target] = 0
    loop
      outcomes[_row.request] := 1;
    end loop;

    for _row in
      with taken as (
        select i.number, t.target, i.counted_entries + c.entries as entries, i.counted_bytes + c.bytes as bytes,
            greatest(i.counted_to, c.last) as last
          from (
            select distinct e.target from unnest(_target) e(target)
              where numbers[e.target] > 0 and not (unbroken[e.target] and _known[e.target])) t
          join inbox i on i.number = numbers[t.target]
          cross join lateral (
            select count(*) as entries, coalesce(sum(q.size), 0)::bigint as bytes, coalesce(max(q.position), 0) as last
              from envelope q where q.inbox = i.number and q.position > i.counted_to) c)
      update inbox i
        set writer = _writer, counted_entries = t.entries, counted_bytes = t.bytes, counted_to = t.last
        from taken t where i.number = t.number
        returning t.target, t.entries, t.bytes
    loop
      held_entries[_row.target] := _row.entries;
      held_bytes[_row.target] := _row.bytes;
    end loop;

    -- Is there room in each inbox for all that this batch brings?
    for _row in
      select e.target, count(*) as entries, sum(length(e.sealed)) as bytes
        from unnest(_request, _target, _sealed) e(request, target, sealed)
        where outcomes[e.request] = 0 group by e.target
    loop
      if held_entries[_row.target] + _row.entries > _max_entries
          or held_bytes[_row.target] + _row.bytes > _max_bytes then
        if _exact_until[_row.target] <= _now then
          -- Acknowledged and expired ones are gone from a new count. It stays right until something is acknowledged or
          -- expires; after a second in any case, as another node's clock may differ. A full inbox is thus not counted
          -- for each envelope that it refuses.
          update inbox i
            set counted_entries = c.entries, counted_bytes = c.bytes, counted_to = c.last,
                exact_until = least(c.until, _now + 1000)
            from (
              select count(*) filter (where q.expires_at > _now) as entries,
                  coalesce(sum(q.size) filter (where q.expires_at > _now), 0)::bigint as bytes,
                  coalesce(max(q.position), 0) as last,
                  coalesce(min(q.expires_at) filter (where q.expires_at > _now), 9223372036854775807) as until
                from envelope q where q.inbox = numbers[_row.target]) c
            where i.number = numbers[_row.target]
            returning c.entries, c.bytes, i.exact_until into _counted;
          held_entries[_row.target] := _counted.entries;
          held_bytes[_row.target] := _counted.bytes;
          _exact_until[_row.target] := _counted.exact_until;
        end if;
        _roomy[_row.target] :=
          held_entries[_row.target] + _row.entries <= _max_entries
          and held_bytes[_row.target] + _row.bytes <= _max_bytes;
      end if;
      if _roomy[_row.target] then
        held_entries[_row.target] := held_entries[_row.target] + _row.entries;
        held_bytes[_row.target] := held_bytes[_row.target] + _row.bytes;
      end if;
    end loop;
    select array_agg(distinct e.request order by e.request) into _tight
      from unnest(_request, _target) e(request, target)
      where not _roomy[e.target] and outcomes[e.request] = 0;
    _simple := _entries > 0 and _tight is null and 1 <> all(outcomes);

    -- All requests that nothing stands in the way of, together.
    if _simple then
      select * into _stored from store_envelopes(
        (select array_agg(numbers[e.target] order by e.nth) from unnest(_target) with ordinality e(target, nth)),
        _id, _sealed, _expires_at, _now);
      positions := _stored.places;
      repeats := _stored.repeats;
    else
      select array_agg(e.nth::int order by e.nth) into _places
        from unnest(_request) with ordinality e(request, nth)
        where outcomes[e.request] = 0 and (_tight is null or e.request <> all(_tight));
      if _places is not null then
        select s.* into _stored from store_some(
          _places, numbers, _target, _id, _sealed, _expires_at, _now) s;
        for nth in 1 .. cardinality(_places) loop
          positions[_places[nth]] := _stored.places[nth];
          repeats[_places[nth]] := _stored.repeats[nth];
        end loop;
      end if;
    end if;

    -- The others one after the other, each with what the ones before it have left.
    for _row in
      select t.request from unnest(_tight) t(request)
    loop
      declare
        _full int[];
        _refused boolean;
      begin
        select array_agg(d.nth order by d.nth) filter (where d.fits),
            array_agg(d.nth order by d.nth) filter (where not d.fits),
            coalesce(bool_or(d.main and not d.fits), false)
          into _places, _full, _refused
          from (
            select e.nth::int as nth, e.main,
                _roomy[e.target]
                or held_entries[e.target] < _max_entries and held_bytes[e.target] + length(e.sealed) <= _max_bytes
                or exists (
                  select from envelope q
                    where q.inbox = numbers[e.target] and q.id = e.id and q.expires_at > _now) as fits
              from unnest(_request, _target, _id, _sealed, _primary) with ordinality
                e(request, target, id, sealed, main, nth)
              where e.request = _row.request) d;
        if _refused then
          outcomes[_row.request] := 2;
          continue;
        end if;
        if _places is not null then
          select s.* into _stored from store_some(
            _places, numbers, _target, _id, _sealed, _expires_at, _now) s;
          for nth in 1 .. cardinality(_places) loop
            positions[_places[nth]] := _stored.places[nth];
            repeats[_places[nth]] := _stored.repeats[nth];
            if not _roomy[_target[_places[nth]]] and not _stored.repeats[nth] then
              held_entries[_target[_places[nth]]] := held_entries[_target[_places[nth]]] + 1;
              held_bytes[_target[_places[nth]]] :=
                held_bytes[_target[_places[nth]]] + length(_sealed[_places[nth]]);
            end if;
          end loop;
        end if;
        if _full is not null then
          for nth in 1 .. cardinality(_full) loop
            update inbox i set gaps = i.gaps + 1 where i.number = numbers[_target[_full[nth]]];
          end loop;
          _left_out := _left_out + cardinality(_full);
        end if;
      end;
    end loop;

    -- Counted above as brought, but not stored.
    for _row in
      select e.target, count(*) as entries, sum(length(e.sealed)) as bytes
        from unnest(_request, _target, _sealed, positions, repeats) e(request, target, sealed, position, repeat)
        where (e.position = 0 or e.repeat) and outcomes[e.request] <> 1 and _roomy[e.target]
        group by e.target
    loop
      held_entries[_row.target] := held_entries[_row.target] - _row.entries;
      held_bytes[_row.target] := held_bytes[_row.target] - _row.bytes;
    end loop;

    select count(*) into _accepted
      from unnest(positions, repeats) p(position, repeat) where p.position > 0 and not p.repeat;
  end if;

  removed_from := '{}';
  removed_id := '{}';
  if cardinality(_acked) > 0 then
    with gone as (
      delete from envelope q
        using (
          select distinct numbers[a.target] as number, a.id
            from unnest(_acked, _acked_id) a(target, id) where numbers[a.target] > 0) a
        where q.inbox = a.number and q.id = a.id
        returning q.inbox, q.id)
    select coalesce(array_agg(g.inbox), '{}'), coalesce(array_agg(g.id), '{}')
      into removed_from, removed_id from gone g;
    for _row in
      select distinct a.target from unnest(_acked) a(target) where _exact_until[a.target] > 0
    loop
      update inbox i set exact_until = 0 where i.number = numbers[_row.target];
    end loop;
  end if;
  if _accepted > 0 or _left_out > 0 or cardinality(removed_id) > 0 then
    insert into counted values (_accepted, cardinality(removed_id), 0, 0, _left_out);
  end if;
end $$;

-- Stores the entries at these places.
create function store_some(
  _places int[], _numbers bigint[], _target int[], _id uuid[], _sealed bytea[], _expires_at bigint[], _now bigint,
  out places bigint[], out repeats boolean[])
language plpgsql volatile
as $$
declare
  _some record;
begin
  select array_agg(_numbers[e.target] order by e.nth) as numbers, array_agg(e.id order by e.nth) as ids,
      array_agg(e.sealed order by e.nth) as sealed, array_agg(e.expires_at order by e.nth) as expiries
    into _some
    from unnest(_target, _id, _sealed, _expires_at) with ordinality e(target, id, sealed, expires_at, nth)
    where e.nth = any(_places);
  select s.places, s.repeats into places, repeats
    from store_envelopes(_some.numbers, _some.ids, _some.sealed, _some.expiries, _now) s;
end $$;

-- The first row has the epoch alone; none: there is no such inbox, or it is abandoned. The last one may have no body:
-- there is more. One snapshot, as the function is stable.
create function read_page(
  _inbox uuid, _after bigint, _max int, _max_bytes bigint, _now bigint,
  out place bigint, out id uuid, out sealed bytea)
returns setof record
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
  _number bigint;
begin
  select i.number, i.epoch into _number, place from inbox i where i.id = _inbox and not i.abandoned;
  if _number is null then
    return;
  end if;
  return next;
  return query
    select p.position, p.id, case when p.nth <= _max and (p.nth = 1 or p.total <= _max_bytes) then p.sealed end
      from (
        select q.position, q.id, q.sealed, q.size, row_number() over w as nth, sum(q.size) over w as total
          from (
            select e.position, e.id, e.sealed, e.size from envelope e
              where e.inbox = _number and e.position > _after and e.expires_at > _now
              order by e.position limit _max + 1::bigint) q
          window w as (order by q.position rows unbounded preceding)) p
      where p.nth <= 2 or p.total - p.size <= _max_bytes
      order by p.position;
end $$;

-- Removes what has expired, wherever it is; what somebody else has in hand is left for later.
create function sweep_expired(_now bigint, _max int) returns int
language plpgsql volatile
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '5s'
as $$
declare
  _expired int;
begin
  with old as materialized (
    select q.inbox, q.position from envelope q
      where q.expires_at <= _now order by q.expires_at limit _max for update skip locked)
  delete from envelope q using old where q.inbox = old.inbox and q.position = old.position;
  get diagnostics _expired = row_count;
  if _expired > 0 then
    insert into counted values (0, 0, _expired, 0, 0);
  end if;
  return _expired;
end $$;

-- Adds what commits have counted to the totals, in a bounded piece.
create function fold_counted(_max int) returns int
language plpgsql volatile
set search_path from current
set lock_timeout = '5s'
as $$
declare
  _folded int;
begin
  with piece as materialized (
    select c.ctid from counted c limit _max for update skip locked),
  gone as (
    delete from counted c using piece where c.ctid = piece.ctid returning c.*),
  added as (
    select count(*) as n, coalesce(sum(accepted), 0) as accepted, coalesce(sum(acknowledged), 0) as acknowledged,
        coalesce(sum(expired), 0) as expired, coalesce(sum(purged), 0) as purged,
        coalesce(sum(left_out), 0) as left_out
      from gone)
  update counter t
    set accepted = t.accepted + a.accepted, acknowledged = t.acknowledged + a.acknowledged,
        expired = t.expired + a.expired, purged = t.purged + a.purged, left_out = t.left_out + a.left_out
    from added a
    returning a.n into _folded;
  return _folded;
end $$;

-- Empties an abandoned inbox; `done` when it is gone.
create function purge(_inbox uuid, _max int, out removed int, out done boolean)
language plpgsql volatile
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set lock_timeout = '5s'
as $$
declare
  _found record;
begin
  removed := 0;
  perform pg_advisory_xact_lock(2, uuid_hash(_inbox));
  select i.number, i.abandoned into _found from inbox i where i.id = _inbox;
  if _found.number is null or not _found.abandoned then
    done := _found.number is null;
    return;
  end if;
  with old as materialized (
    select q.position from envelope q where q.inbox = _found.number order by q.position limit _max)
  delete from envelope q using old where q.inbox = _found.number and q.position = old.position;
  get diagnostics removed = row_count;
  if removed > 0 then
    insert into counted values (0, 0, 0, removed, 0);
  end if;
  done := not exists (select from envelope q where q.inbox = _found.number);
  if done then
    delete from inbox i where i.number = _found.number;
  end if;
end $$;
