package org.sealpost.storage.tck.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.EnvelopeId;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageRefused;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.copy.CopyCursor;
import org.sealpost.storage.copy.CopyOutcome;
import org.sealpost.storage.copy.CopyPage;
import org.sealpost.storage.copy.CopyProgress;
import org.sealpost.storage.copy.CopyRecord;
import org.sealpost.storage.copy.CopySection;
import org.sealpost.storage.copy.CopySource;
import org.sealpost.storage.copy.StorageCopy;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.inboxes.InboxLimits;

/// A target that keeps something else than it was given never becomes a store; and a fault says of
/// which of the two it is.
class LyingTargetTest {
  private static final InboxId INBOX = new InboxId(UUID.randomUUID());
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private final ModelData from = new ModelData();
  private final ModelData to = new ModelData();

  enum Lie {
    FORGETTING {
      @Override
      List<CopyRecord> of(List<CopyRecord> records) {
        return records.subList(0, records.size() - 1);
      }
    },
    ALTERING {
      @Override
      List<CopyRecord> of(List<CopyRecord> records) {
        return first(records, envelope(0, 99, LATER));
      }
    },
    RENAMING {
      @Override
      List<CopyRecord> of(List<CopyRecord> records) {
        return first(records, envelope(77, 0, LATER));
      }
    },
    PROLONGING {
      @Override
      List<CopyRecord> of(List<CopyRecord> records) {
        return first(records, envelope(0, 0, LATER.plusMillis(1)));
      }
    },
    SWAPPING {
      @Override
      List<CopyRecord> of(List<CopyRecord> records) {
        List<CopyRecord> swapped = new ArrayList<>(records);
        Collections.swap(swapped, 0, 1);
        return swapped;
      }
    };

    abstract List<CopyRecord> of(List<CopyRecord> records);

    private static List<CopyRecord> first(List<CopyRecord> records, CopyRecord other) {
      List<CopyRecord> altered = new ArrayList<>(records);
      altered.set(0, other);
      return altered;
    }
  }

  private static CopyRecord.OfEnvelope envelope(int id, int body, Instant expiresAt) {
    return new CopyRecord.OfEnvelope(
        INBOX,
        new EnvelopeId(new UUID(0x8000, 0x8000_0000_0000_0000L | id)),
        Bytes.wrap(new byte[] {(byte) body}),
        expiresAt);
  }

  @BeforeEach
  void fill() {
    ModelCopy filling = new ModelCopy(from, () -> {});
    var _ = filling.begin("nothing");
    filling.write(List.of(new CopyRecord.OfInbox(INBOX, 3, 0, false)), Optional.empty());
    filling.write(
        IntStream.range(0, 5).<CopyRecord>mapToObj(i -> envelope(i, i, LATER)).toList(),
        Optional.empty());
    filling.finish();
    filling.close();
  }

  @ParameterizedTest
  @EnumSource
  void isNoticedAndNoStore(Lie lie) {
    ModelCopy target =
        new ModelCopy(to, () -> {}) {
          @Override
          public void write(List<CopyRecord> records, Optional<CopyCursor> next) {
            boolean envelopes =
                !records.isEmpty() && records.getFirst().section() == CopySection.ENVELOPES;
            super.write(envelopes ? lie.of(records) : records, next);
          }
        };
    try (CopySource source = ModelCopy.source(from);
        target) {
      assertThat(new StorageCopy(source, target, CopyProgress.silent()).run())
          .isInstanceOfSatisfying(
              CopyOutcome.Differs.class,
              differs -> assertThat(differs.section()).isEqualTo(CopySection.ENVELOPES));
    }
    assertThatThrownBy(() -> new ModelStorage(to, InboxLimits.DEFAULT, Clock.systemUTC()))
        .isInstanceOf(StorageRefused.class);
  }

  @Test
  void aDatabaseIsNotCopiedIntoItself() {
    try (ModelCopy both = new ModelCopy(from, () -> {})) {
      assertThatThrownBy(() -> new StorageCopy(both, both, CopyProgress.silent()).run())
          .isInstanceOf(StorageRefused.class)
          .hasMessageContaining("are the same database");
    }
  }

  @Test
  void aFaultNamesTheDatabaseThatHasIt() {
    RuntimeException[] faults = {new StorageUnavailable("away"), new StorageCorrupt("damaged")};
    for (RuntimeException fault : faults) {
      ModelCopy faulty =
          new ModelCopy(from, () -> {}) {
            @Override
            public CopyPage read(CopyCursor at, int max, long maxBytes) {
              throw fault;
            }
          };
      try (faulty;
          ModelCopy target = new ModelCopy(new ModelData(), () -> {})) {
        assertThatThrownBy(() -> new StorageCopy(faulty, target, CopyProgress.silent()).run())
            .isInstanceOf(fault.getClass())
            .hasMessage(faulty.name() + ": " + fault.getMessage());
      }
    }
  }
}
