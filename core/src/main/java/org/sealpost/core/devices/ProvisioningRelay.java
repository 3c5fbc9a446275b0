package org.sealpost.core.devices;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.protocol.Bytes;

/// Hands a provisioning message from an account's device to a new device that waits for it: once,
/// in memory, unread. Addresses live as long as the new device's socket and are bounded in number.
/// Source: accounts and devices, section 7. Safe for any number of threads.
public final class ProvisioningRelay {
  public static final int MAX_LISTENERS = 1000;

  private static final int ADDRESS_BYTES = 16;

  private final SecureRandom random;
  private final Semaphore places;
  private final ConcurrentMap<String, Listening> listeners = new ConcurrentHashMap<>();

  public ProvisioningRelay(int maxListeners, SecureRandom random) {
    this.random = random;
    this.places = new Semaphore(maxListeners);
  }

  /// A new device that waits.
  public interface Listener {
    /// Called at most once, on the thread of who delivers; must not block.
    void provisioned(Bytes message);
  }

  /// A place in the relay, until it is closed.
  public final class Listening implements AutoCloseable {
    private final String address;
    private final Listener listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Listening(String address, Listener listener) {
      this.address = address;
      this.listener = listener;
    }

    /// URL-safe, without padding.
    public String address() {
      return address;
    }

    /// Gives the place back; a second call does nothing.
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        listeners.remove(address, this);
        places.release();
      }
    }
  }

  /// Empty when too many wait already.
  public Optional<Listening> listen(Listener listener) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[ADDRESS_BYTES];
    random.nextBytes(bytes);
    Listening listening =
        new Listening(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), listener);
    listeners.put(listening.address(), listening);
    return Optional.of(listening);
  }

  /// Whether somebody was waiting at the address. The address is used up.
  public boolean deliver(String address, Bytes message) {
    Listening listening = listeners.remove(address);
    if (listening == null) {
      return false;
    }
    listening.listener.provisioned(message);
    return true;
  }
}
