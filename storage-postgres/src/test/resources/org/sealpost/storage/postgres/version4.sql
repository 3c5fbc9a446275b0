-- What a node of schema version 4 calls, in its words; NN is two digits that tell runs apart.
select sealpost.create_account(
  '00000000-0000-4000-8000-0000000000NN', '00000000-0000-4000-8001-0000000000NN', '\xNN01', 1, 1, '\xd001', 1, '\xNN02',
  array['00000000-0000-4000-8002-0000000000NN', '00000000-0000-4000-8003-0000000000NN']::uuid[],
  array['\xa1', '\xb1']::bytea[], array['\xa2', '\xb2']::bytea[], array['\xa3', '\xb3']::bytea[],
  array['\xa4', '\xb4']::bytea[], '{}', false);

-- The second device goes again, with something in its inbox.
select * from sealpost.batch(
  '00000000-0000-4000-8004-0000000000NN', 1, 1000, 1000000,
  array['00000000-0000-4000-8000-0000000000NN']::uuid[], array[1]::bigint[],
  array['00000000-0000-4000-8002-0000000000NN', '00000000-0000-4000-8003-0000000000NN']::uuid[],
  array[false, false], array[0, 0]::bigint[], array[0, 0]::bigint[],
  array[1, 1, 1, 1]::int[], array[1, 1, 1, 2]::int[],
  array['00000000-0000-4000-8005-0000000000NN', '00000000-0000-4000-8006-0000000000NN',
    '00000000-0000-4000-8007-0000000000NN', '00000000-0000-4000-8008-0000000000NN']::uuid[],
  array['\xe1', '\xe2', '\xe3', '\xe4']::bytea[],
  array[4102444800000, 4102444800000, 4102444800000, 4102444800000]::bigint[], array[true, true, true, false],
  '{}', '{}');
select * from sealpost.batch(
  '00000000-0000-4000-8004-0000000000NN', 1, 1000, 1000000, '{}', '{}',
  array['00000000-0000-4000-8002-0000000000NN']::uuid[], array[false], array[0]::bigint[], array[0]::bigint[],
  '{}', '{}', '{}', '{}', '{}', '{}', array[1]::int[], array['00000000-0000-4000-8005-0000000000NN']::uuid[]);
select sealpost.update_account(
  '00000000-0000-4000-8000-0000000000NN', '00000000-0000-4000-8001-0000000000NN', '\xNN01', 2, 2, '\xd002',
  '{}', '{}', '{}', '{}', '{}', array['00000000-0000-4000-8003-0000000000NN']::uuid[], false);

select sealpost.publish_prekeys(
  '00000000-0000-4000-8002-0000000000NN', 'ACI', array[1, 2]::bigint[], array['\xc1', '\xc2']::bytea[], null,
  array[3]::bigint[], array['\xc3']::bytea[], null);
select nth from sealpost.take_prekeys(array['00000000-0000-4000-8002-0000000000NN']::uuid[], array['ACI']);
select sealpost.put_profile(
  '00000000-0000-4000-8000-0000000000NN', '00000000-0000-4000-8002-0000000000NN', '\xNN03', '\xf1', 4);
select kept_generation, kept from sealpost.put_data_key('rest', 1, '\x04');

insert into sealpost.invite (number_hash, code_hash, expires_at, wrong_codes)
  values ('\xNN05', '\xNN06', 4102444800000, 0)
  on conflict (number_hash) do update set code_hash = excluded.code_hash,
    expires_at = excluded.expires_at, wrong_codes = excluded.wrong_codes
  returning true;
select sealpost.open_session('\xNN07', '\x08', 1, 4102444800000, 1, '\x51', 10, 10, 1);
select sealpost.open_session('\xNN09', '\x08', 1, 4102444800000, 1, '\x51', 10, 10, 1);
select sealpost.redeem('\xNN05', '\xNN06', '\xNN09', 4102444800000, 2, '\x52', 10, 1);
insert into sealpost.invite (number_hash, code_hash, expires_at, wrong_codes)
  values ('\xNN05', '\xNN06', 4102444800000, 0) returning true;
select sealpost.sweep_expired(1, 10), sealpost.fold_counted(10), sealpost.sweep_registrations(1, 10);
