package org.sealpost.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;

/// A provider whose key stays where it is. It wraps a fresh key for each secret, which may then be
/// longer than a service takes (AWS KMS: 4 KiB). Blob: format (1 byte, 0x02), length of the wrapped
/// key (2), the wrapped key, the sealed secret.
public final class RemoteKeyProvider implements KeyProvider {
  private static final byte FORMAT = 2;
  private static final int HEADER_BYTES = 3;

  private final RemoteKey remote;
  private final SecureRandom random;

  public RemoteKeyProvider(RemoteKey remote, SecureRandom random) {
    this.remote = remote;
    this.random = random;
  }

  @Override
  public Bytes protect(String name, SecretBytes secret) {
    byte[] fresh = new byte[DataKey.KEY_BYTES];
    random.nextBytes(fresh);
    SecretBytes key = SecretBytes.wrap(fresh);
    byte[] wrapped = remote.wrap(name, key).unsafeArray();
    byte[] sealed = new DataKey(key, random).seal(context(name), secret.reveal()).unsafeArray();
    return Bytes.wrap(
        ByteBuffer.allocate(HEADER_BYTES + wrapped.length + sealed.length)
            .put(FORMAT)
            .putShort((short) wrapped.length)
            .put(wrapped)
            .put(sealed)
            .array());
  }

  @Override
  public SecretBytes open(String name, Bytes blob) {
    byte[] bytes = blob.unsafeArray();
    if (bytes.length < HEADER_BYTES || bytes[0] != FORMAT) {
      throw new DataKey.DoesNotOpen();
    }
    int length = ByteBuffer.wrap(bytes).getShort(1) & 0xFFFF;
    if (bytes.length < HEADER_BYTES + length) {
      throw new DataKey.DoesNotOpen();
    }
    SecretBytes key = remote.unwrap(name, blob.slice(HEADER_BYTES, HEADER_BYTES + length));
    if (key.size() != DataKey.KEY_BYTES) {
      throw new DataKey.DoesNotOpen();
    }
    return SecretBytes.wrap(
        new DataKey(key, random)
            .open(context(name), blob.slice(HEADER_BYTES + length, bytes.length)));
  }

  private static AssociatedData context(String name) {
    return new AssociatedData("provider remote", "", name);
  }
}
