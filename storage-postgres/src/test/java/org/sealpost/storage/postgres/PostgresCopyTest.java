package org.sealpost.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.CopyTarget;
import org.sealpost.storage.copy.StorageCopy;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;

class PostgresCopyTest implements CopyContract {
  /// For sessions of a store that was closed a moment before, on a busy machine.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public CopyPlace newPlace() {
    return new DatabasePlace(TestDatabase.create().config());
  }

  /// Each step is a sync.
  @Override
  public int historySteps() {
    return 1_000;
  }

  private record DatabasePlace(PostgresConfig config) implements CopyPlace {
    @Override
    public Storage store(InboxLimits limits, Clock clock) {
      return PostgresStorage.open(config.withInboxLimits(limits).withClock(clock));
    }

    @Override
    public CopySource source() {
      return PostgresCopy.source(config, PATIENCE);
    }

    @Override
    public CopyTarget target(Runnable beforeCommit) {
      return PostgresCopy.target(config, PATIENCE, beforeCommit);
    }
  }

  @Test
  void besideAServerNothingIsCopied() {
    PostgresConfig config = TestDatabase.create().config();
    try (Storage _ = PostgresStorage.open(config)) {
      assertThatThrownBy(() -> PostgresCopy.source(config, Duration.ZERO))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("stop it first");
      assertThatThrownBy(() -> PostgresCopy.target(config, Duration.ZERO, () -> {}))
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("stop it first");
    }
    PostgresCopy.source(config).close();
  }

  @Test
  void aSourceThatIsNotThereIsNotMade() {
    TestDatabase database = TestDatabase.create();
    assertThatThrownBy(() -> PostgresCopy.source(database.config()))
        .isInstanceOf(StorageRefused.class)
        .hasMessageContaining("There is no schema sealpost");
    assertThat(database.ask("select nspname from pg_namespace")).doesNotContain("sealpost");
  }

  @Test
  void aRowThatNobodyCanHaveWrittenStopsTheCopy() {
    TestDatabase database = TestDatabase.create();
    PostgresStorage.open(database.config()).close();
    database.execute(
        """
        with i as (insert into sealpost.inbox (id) values (gen_random_uuid()) returning number)
        insert into sealpost.repeated_use_key select number, 'NOBODY', '', '' from i
        """);
    try (CopySource source = PostgresCopy.source(database.config());
        CopyTarget target = PostgresCopy.target(TestDatabase.create().config())) {
      assertThatThrownBy(() -> new StorageCopy(source, target, CopyProgress.silent()).run())
          .isInstanceOf(StorageCorrupt.class)
          .hasMessageContaining(source.name())
          .hasMessageContaining("section REPEATED_USE_KEYS");
    }
  }

  /// A column that a migration adds is lost in a copy unless `CopyRecord` and the doors of all
  /// backends have it: add it here when they do. What is drawn anew: `inbox.number`, what its
  /// writer has counted, positions, places, the server's timeline; `size` follows from what is
  /// sealed.
  @Test
  void everyColumnIsCopied() {
    TestDatabase database = TestDatabase.create();
    PostgresStorage.open(database.config()).close();
    assertThat(
            database.ask(
                """
                select table_name || ': ' || string_agg(column_name, ' ' order by ordinal_position)
                  from information_schema.columns
                  where table_schema = 'sealpost' and table_name <> 'schema_history'
                    and table_name not like 'envelope\\__%' group by table_name order by table_name
                """))
        .containsExactly(
            "account: aci pni number_hash version devices_version document username_hash"
                + " username_link_hash",
            "audit_entry: id turn place event",
            "audit_tree: only_one size",
            "copying: only_one source section place",
            "counted: accepted acknowledged expired purged left_out",
            "counter: only_one accepted acknowledged expired purged left_out",
            "data_key: owner generation wrapped",
            "envelope: inbox position expires_at id size sealed",
            "former_account: number_hash sealed until",
            "inbox: number id epoch gaps abandoned writer counted_to counted_entries counted_bytes"
                + " exact_until",
            "invite: number_hash code_hash expires_at wrong_codes",
            "key_generation: only_one oldest",
            "media: id owner bytes due_at revision sealed",
            "media_use: owner bytes objects",
            "one_time_key: inbox identity kind place row_id sealed",
            "profile: aci version_hash written sealed",
            "repeated_use_key: inbox identity signed_prekey last_resort key_set",
            "reservation: username_hash aci until",
            "session: opened id_hash address_hash created_at expires_at version sealed",
            "timeline: only_one name");
  }
}
