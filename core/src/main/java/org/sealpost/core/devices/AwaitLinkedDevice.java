package org.sealpost.core.devices;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.core.accounts.Account;
import org.sealpost.core.accounts.AccountDirectory;
import org.sealpost.core.accounts.AuthenticatedDevice;
import org.sealpost.core.accounts.Device;
import org.sealpost.core.accounts.UsedLinkToken;
import org.sealpost.core.devices.AwaitOutcome.Linked;
import org.sealpost.core.devices.AwaitOutcome.NobodyYet;
import org.sealpost.core.devices.AwaitOutcome.TooManyWait;
import org.sealpost.core.devices.LinkWaits.Wait;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;

/// Waits until a device was linked to the caller's account with a certain code; one that was
/// already is found at once. A caller that is over waits no longer. Source: accounts and devices,
/// section 6.
public final class AwaitLinkedDevice {
  private static final int HASH_BYTES = 32;

  private final AccountDirectory accounts;
  private final LinkWaits waits;

  public AwaitLinkedDevice(AccountDirectory accounts, LinkWaits waits) {
    this.accounts = accounts;
    this.waits = waits;
  }

  /// Blocks, at most so long.
  ///
  /// @param identifier of the code, as [LinkCodeOutcome.Created] had it; whatever else names a code
  ///   that nobody uses
  public AwaitOutcome await(AuthenticatedDevice caller, String identifier, Duration patience) {
    Aci aci = caller.account().aci();
    Optional<Bytes> code = hash(identifier);
    long end = System.nanoTime() + patience.toNanos();
    Optional<Wait> entered = waits.enter(aci, caller.device().inbox());
    if (entered.isEmpty()) {
      return new TooManyWait();
    }
    try (Wait wait = entered.get()) {
      while (true) {
        // Asked before it is looked: who was let go looks once more.
        boolean last = wait.isOver() || end - System.nanoTime() <= 0;
        Optional<Account> account = accounts.find(aci).filter(one -> one.has(caller.device()));
        if (account.isEmpty()) {
          return new NobodyYet();
        }
        Optional<Device> linked = code.flatMap(hash -> linked(account.get(), hash));
        if (linked.isPresent()) {
          return new Linked(linked.get());
        }
        if (last) {
          return new NobodyYet();
        }
        wait.await(Math.max(1, end - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new NobodyYet();
    }
  }

  /// The device that the code made, as long as both are remembered.
  private static Optional<Device> linked(Account account, Bytes code) {
    return Optional.ofNullable(account.usedLinkTokens().get(code))
        .flatMap(UsedLinkToken::device)
        .flatMap(inbox ->
            account.devices().stream().filter(one -> one.inbox().equals(inbox)).findFirst());
  }

  private static Optional<Bytes> hash(String identifier) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(identifier);
      return bytes.length == HASH_BYTES ? Optional.of(Bytes.wrap(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
