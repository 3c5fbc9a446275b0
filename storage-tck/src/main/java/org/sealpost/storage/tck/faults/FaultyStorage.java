package org.sealpost.storage.tck.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.storage.Storage;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.FormerAccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.datakeys.RetiredGeneration;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.media.MediaStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;

/// A storage whose calls fail by plan with [StorageUnavailable], before or after the storage behind
/// it did what was asked. Without a plan nothing fails. Safe for any thread.
public final class FaultyStorage implements Storage {
  private final Storage inner;
  private final AccountStore accounts;
  private final AuditStore audit;
  private final DataKeyStore dataKeys;
  private final InboxStore inboxes;
  private final MediaStore media;
  private final PreKeyStore preKeys;
  private final ProfileStore profiles;
  private final FormerAccountStore formerAccounts;
  private final RegistrationStore registrations;
  private final ReservationStore reservations;
  private volatile FaultPlan plan = FaultPlan.none();

  public FaultyStorage(Storage inner) {
    this.inner = inner;
    this.accounts = faulty("accounts", AccountStore.class, inner.accounts());
    this.audit = faulty("audit", AuditStore.class, inner.audit());
    this.dataKeys = faulty("dataKeys", DataKeyStore.class, inner.dataKeys());
    this.inboxes = faulty("inboxes", InboxStore.class, inner.inboxes());
    this.media = faulty("media", MediaStore.class, inner.media());
    this.preKeys = faulty("preKeys", PreKeyStore.class, inner.preKeys());
    this.profiles = faulty("profiles", ProfileStore.class, inner.profiles());
    this.formerAccounts =
        faulty("formerAccounts", FormerAccountStore.class, inner.formerAccounts());
    this.registrations = faulty("registrations", RegistrationStore.class, inner.registrations());
    this.reservations = faulty("reservations", ReservationStore.class, inner.reservations());
  }

  /// Holds for calls that begin from now on.
  public void plan(FaultPlan next) {
    plan = next;
  }

  private <T> T faulty(String name, Class<T> type, T store) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                call(new Call(name, method.getName()), store, method, arguments)));
  }

  private @Nullable Object call(
      Call call, Object store, Method method, Object @Nullable [] arguments) throws Throwable {
    Optional<Fault> fault = plan.faultFor(call);
    if (fault.isPresent() && fault.get() == Fault.BEFORE) {
      throw new StorageUnavailable("planned fault before " + call.operation());
    }
    if (fault.isEmpty()) {
      return invoke(store, method, arguments);
    }
    try {
      @Nullable Object _ = invoke(store, method, arguments);
    } catch (RetiredGeneration e) { // an answer, and lost as any other
    }
    throw new StorageUnavailable("planned fault after " + call.operation());
  }

  private static @Nullable Object invoke(Object store, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  @Override
  public AccountStore accounts() {
    return accounts;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public DataKeyStore dataKeys() {
    return dataKeys;
  }

  @Override
  public InboxStore inboxes() {
    return inboxes;
  }

  @Override
  public MediaStore media() {
    return media;
  }

  @Override
  public PreKeyStore preKeys() {
    return preKeys;
  }

  @Override
  public ProfileStore profiles() {
    return profiles;
  }

  @Override
  public RegistrationStore registrations() {
    return registrations;
  }

  @Override
  public ReservationStore reservations() {
    return reservations;
  }

  @Override
  public FormerAccountStore formerAccounts() {
    return formerAccounts;
  }

  @Override
  public Map<String, String> settings() {
    return inner.settings();
  }

  @Override
  public void close() {
    inner.close();
  }
}
