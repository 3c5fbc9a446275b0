package org.sealpost.storage.dynamo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.sealpost.storage.Storage;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// Nodes of one database as if they were one storage: each call goes to the next of them.
final class TwoNodes implements Storage {
  private final List<Storage> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  TwoNodes(Storage one, Storage other) {
    this.nodes = List.of(one, other);
  }

  private <T> T inTurn(Class<T> type, Function<Storage, T> store) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              Storage node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
              if (method.getName().equals("totals")) {
                nodes.forEach(each -> each.inboxes().totals()); // each adds what it has counted
              }
              try {
                return method.invoke(store.apply(node), arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  @Override
  public AccountStore accounts() {
    return inTurn(AccountStore.class, Storage::accounts);
  }

  @Override
  public AuditStore audit() {
    return inTurn(AuditStore.class, Storage::audit);
  }

  @Override
  public DataKeyStore dataKeys() {
    return inTurn(DataKeyStore.class, Storage::dataKeys);
  }

  @Override
  public InboxStore inboxes() {
    return inTurn(InboxStore.class, Storage::inboxes);
  }

  @Override
  public MediaStore media() {
    return inTurn(MediaStore.class, Storage::media);
  }

  @Override
  public PreKeyStore preKeys() {
    return inTurn(PreKeyStore.class, Storage::preKeys);
  }

  @Override
  public ProfileStore profiles() {
    return inTurn(ProfileStore.class, Storage::profiles);
  }

  @Override
  public RegistrationStore registrations() {
    return inTurn(RegistrationStore.class, Storage::registrations);
  }

  @Override
  public ReservationStore reservations() {
    return inTurn(ReservationStore.class, Storage::reservations);
  }

  @Override
  public FormerAccountStore formerAccounts() {
    return inTurn(FormerAccountStore.class, Storage::formerAccounts);
  }

  @Override
  public Map<String, String> settings() {
    return nodes.getFirst().settings();
  }

  @Override
  public void close() {
    nodes.forEach(Storage::close);
  }
}
