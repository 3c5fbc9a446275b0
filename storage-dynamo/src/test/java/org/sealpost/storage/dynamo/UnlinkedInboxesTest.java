package org.sealpost.storage.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.accounts.DeviceChanges;
import org.sealpost.storage.accounts.UpdateOutcome;
import org.sealpost.storage.inboxes.AppendOutcome;
import org.sealpost.storage.inboxes.InboxId;
import org.sealpost.storage.prekeys.PreKeyUpload;
import org.sealpost.storage.prekeys.SealedPreKey;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// What is in the tables says of no inbox whose it is: ADR 0013.
class UnlinkedInboxesTest {
  private final DynamoConfig config = TestTables.fresh();
  private DynamoStorage storage;
  private RawItems raw;

  @BeforeEach
  void open() {
    storage = DynamoStorage.open(config);
    raw = RawItems.of(config);
  }

  @AfterEach
  void close() {
    raw.close();
    storage.close();
  }

  /// With everything that an account does with its inboxes, and an inbox that is still to be
  /// emptied.
  @Test
  void noItemNamesAnAccountAndAnInbox() {
    OneAccount account = OneAccount.create(storage, 3);
    OneAccount other = OneAccount.create(storage, 1);
    for (OneAccount each : List.of(account, other)) {
      each.append(storage, each.request(20));
      storage
          .preKeys()
          .publish(
              each.keys(),
              new PreKeyUpload(
                  List.of(new SealedPreKey(1, OneAccount.bytes(50))),
                  Optional.empty(),
                  List.of(),
                  Optional.empty()));
      storage
          .profiles()
          .put(each.record().aci(), each.inbox(0), OneAccount.bytes(32), OneAccount.bytes(9), 3);
    }
    unlink(account, 2);
    assertThat(
            storage
                .accounts()
                .delete(
                    other.record().aci(), 1, List.of(other.inbox(0)), Optional.empty(), List.of())
                .name())
        .isEqualTo("DELETED");

    List<Bytes> accounts = new ArrayList<>();
    List<Bytes> inboxes = new ArrayList<>();
    for (OneAccount each : List.of(account, other)) {
      accounts.add(Bytes.wrap(Uuids.toBytes(each.record().aci().uuid())));
      accounts.add(Bytes.wrap(Uuids.toBytes(each.record().pni().uuid())));
      accounts.add(each.record().numberHash());
    }
    for (int device = 0; device < 3; device++) {
      inboxes.add(Layout.partition(account.inbox(device)));
    }
    inboxes.add(Layout.partition(other.inbox(0)));
    int withAccount = 0;
    int withInbox = 0;
    for (Map<String, AttributeValue> item : raw.all()) {
      boolean ofAccount = accounts.stream().anyMatch(id -> contains(item, id));
      long ofInboxes = inboxes.stream().filter(id -> contains(item, id)).count();
      withAccount += ofAccount ? 1 : 0;
      withInbox += ofInboxes > 0 ? 1 : 0;
      assertThat(ofAccount && ofInboxes > 0).as("an item names both").isFalse();
      assertThat(ofInboxes).as("an item names two inboxes").isLessThan(2);
    }
    assertThat(withAccount).isGreaterThan(3);
    assertThat(withInbox).isGreaterThan(10);
  }

  private void unlink(OneAccount account, int device) {
    DeviceChanges gone = new DeviceChanges(List.of(), List.of(account.inbox(device)), false);
    assertThat(
            storage
                .accounts()
                .update(
                    nextList(account),
                    List.of(account.inbox(0), account.inbox(1)),
                    gone,
                    List.of()))
        .isEqualTo(UpdateOutcome.UPDATED);
  }

  private static AccountRecord nextList(OneAccount account) {
    AccountRecord next = account.next();
    return new AccountRecord(
        next.aci(),
        next.pni(),
        next.numberHash(),
        next.version(),
        next.devicesVersion().next(),
        next.sealedDocument());
  }

  private static boolean contains(Map<String, AttributeValue> item, Bytes id) {
    return item.values().stream()
        .anyMatch(value ->
            (value.b() != null && indexOf(value.b().asByteArray(), id) >= 0)
                || value.bs().stream().anyMatch(one -> indexOf(one.asByteArray(), id) >= 0));
  }

  private static int indexOf(byte[] all, Bytes wanted) {
    for (int at = 0; at + wanted.size() <= all.length; at++) {
      if (Bytes.wrap(all).slice(at, at + wanted.size()).equals(wanted)) {
        return at;
      }
    }
    return -1;
  }

  /// It would stay at the old device list, and nobody could send to the account any more.
  @Test
  void anUpdateThatForgetsADeviceIsRefused() {
    OneAccount account = OneAccount.create(storage, 3);
    DeviceChanges gone = new DeviceChanges(List.of(), List.of(account.inbox(2)), false);
    for (List<InboxId> wrong :
        List.of(
            List.of(account.inbox(0)),
            List.of(account.inbox(0), account.inbox(1), account.inbox(2)))) {
      assertThatThrownBy(() -> storage.accounts().update(nextList(account), wrong, gone, List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(account.append(storage, account.request(20))).hasSize(3);
    unlink(account, 2);
    assertThat(
            storage
                .inboxes()
                .append(
                    account.record().aci(),
                    nextList(account).devicesVersion(),
                    account.request(20).subList(0, 2)))
        .isInstanceOf(AppendOutcome.Stored.class);
  }

  /// What the first attempt to remove them left behind.
  @Test
  void profilesOfAnAccountThatIsGoneAreRemovedWithItsInboxAtTheLatest() {
    WatchedService service = new WatchedService();
    try (DynamoStorage failing =
        DynamoStorage.open(config, new DynamoStorage.Hooks(() -> {}, List.of(service)))) {
      OneAccount account = OneAccount.create(failing, 1);
      assertThat(
              failing
                  .profiles()
                  .put(
                      account.record().aci(),
                      account.inbox(0),
                      OneAccount.bytes(32),
                      OneAccount.bytes(9),
                      3))
          .isTrue();
      service.failBefore(request ->
          request instanceof software.amazon.awssdk.services.dynamodb.model.QueryRequest
              ? Optional.of(
                  software.amazon.awssdk.core.exception.SdkClientException.create("no answer"))
              : Optional.empty());
      assertThat(
              failing
                  .accounts()
                  .delete(
                      account.record().aci(),
                      1,
                      List.of(account.inbox(0)),
                      Optional.empty(),
                      List.of())
                  .name())
          .isEqualTo("DELETED");
      assertThat(namedBy(account)).isPositive();
      assertThat(storage.inboxes().purge(account.inbox(0), 10).done()).isTrue();
      assertThat(namedBy(account)).isZero();
    }
  }

  private long namedBy(OneAccount account) {
    Bytes aci = Bytes.wrap(Uuids.toBytes(account.record().aci().uuid()));
    return raw.all().stream().filter(item -> contains(new HashMap<>(item), aci)).count();
  }
}
