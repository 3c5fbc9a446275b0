package org.sealpost.core.accounts;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sealpost.audit.events.Pseudonym;
import org.sealpost.core.stored.proto.StoredAccount;
import org.sealpost.core.stored.proto.StoredDevice;
import org.sealpost.core.stored.proto.UsedLinkCode;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.crypto.LookupHashes;
import org.sealpost.crypto.PasswordHash;
import org.sealpost.crypto.Sealer;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.protocol.Uuids;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.accounts.AccountRecord;
import org.sealpost.storage.inboxes.InboxId;

/// An account as the store keeps it: ids and versions in the clear, the rest one sealed protobuf
/// document (`Stored.proto`).
final class AccountDocument {
  private static final int HASH_BYTES = 32;

  private AccountDocument() {}

  static AccountRecord seal(Account account, LookupHashes hashes, Sealer sealer) {
    return new AccountRecord(
        account.aci(),
        account.pni(),
        hashes.number(account.number()),
        account.username().map(username -> hashes.username(username.hash())),
        account.username().flatMap(Username::link).map(link -> hashes.usernameLink(link.handle())),
        account.version(),
        account.devicesVersion(),
        sealer.seal(context(account.aci()), encode(account).toByteArray()));
  }

  static Account open(AccountRecord record, Sealer sealer) {
    try {
      return decode(
          record,
          StoredAccount.parseFrom(sealer.open(context(record.aci()), record.sealedDocument())));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StorageCorrupt("an account's document is no document");
    }
  }

  private static AssociatedData context(Aci account) {
    return new AssociatedData(account.text(), "", "account document");
  }

  private static StoredAccount encode(Account account) {
    StoredAccount.Builder document =
        StoredAccount.newBuilder()
            .setNumber(account.number().e164())
            .setPseudonym(string(account.pseudonym().bytes()))
            .setAciIdentityKey(string(account.aciIdentityKey()))
            .setPniIdentityKey(string(account.pniIdentityKey()))
            .setUnrestrictedAccess(account.unrestrictedAccess())
            .setDiscoverable(account.discoverable());
    account.accessKey().ifPresent(key -> document.setAccessKey(ByteString.copyFrom(key.reveal())));
    account.registrationLock().ifPresent(hash -> document.setRegistrationLock(string(hash)));
    account.recoveryPassword().ifPresent(hash -> document.setRecoveryPassword(string(hash)));
    account.profileVersion().ifPresent(document::setProfileVersion);
    account.username().ifPresent(username -> encode(username, document));
    account.devices().forEach(device -> document.addDevices(encode(device)));
    account.usedLinkTokens().forEach((hash, code) -> document.addUsedLinkCodes(encode(hash, code)));
    return document.build();
  }

  private static void encode(Username username, StoredAccount.Builder document) {
    document.setUsernameHash(string(username.hash()));
    username
        .link()
        .ifPresent(link ->
            document
                .setUsernameLinkHandle(ByteString.copyFrom(Uuids.toBytes(link.handle())))
                .setUsernameLinkCiphertext(string(link.ciphertext())));
  }

  private static UsedLinkCode encode(Bytes hash, UsedLinkToken code) {
    UsedLinkCode.Builder stored =
        UsedLinkCode.newBuilder()
            .setHash(string(hash))
            .setExpiresMillis(code.until().toEpochMilli());
    code.device().ifPresent(inbox -> stored.setInboxId(ByteString.copyFrom(inbox.toBytes())));
    return stored.build();
  }

  private static StoredDevice encode(Device device) {
    StoredDevice.Builder stored =
        StoredDevice.newBuilder()
            .setId(device.id())
            .setInboxId(ByteString.copyFrom(device.inbox().toBytes()))
            .setPasswordSalt(string(device.password().salt()))
            .setPasswordHash(string(device.password().hash()))
            .setRegistrationId(device.registrationId())
            .setPniRegistrationId(device.pniRegistrationId())
            .setCreatedMillis(device.created().toEpochMilli())
            .setLastSeenEpochDay(device.lastSeen().toEpochDay())
            .setFetchesMessages(device.fetchesMessages())
            .addAllCapabilities(device.capabilities())
            .setPniKeySet(device.pniKeySet());
    device.name().ifPresent(name -> stored.setName(string(name)));
    return stored.build();
  }

  private static Account decode(AccountRecord record, StoredAccount document) {
    Map<Bytes, UsedLinkToken> used = new LinkedHashMap<>();
    for (UsedLinkCode code : document.getUsedLinkCodesList()) {
      used.put(bytes(code.getHash()), decode(code));
    }
    return new Account(
        record.aci(),
        record.pni(),
        new PhoneNumber(document.getNumber()),
        pseudonym(document),
        bytes(document.getAciIdentityKey()),
        bytes(document.getPniIdentityKey()),
        document.hasAccessKey()
            ? Optional.of(SecretBytes.wrap(document.getAccessKey().toByteArray()))
            : Optional.empty(),
        document.getUnrestrictedAccess(),
        document.getDiscoverable(),
        document.hasRegistrationLock()
            ? Optional.of(hash(document.getRegistrationLock()))
            : Optional.empty(),
        document.hasRecoveryPassword()
            ? Optional.of(hash(document.getRecoveryPassword()))
            : Optional.empty(),
        document.hasProfileVersion() ? Optional.of(document.getProfileVersion()) : Optional.empty(),
        document.hasUsernameHash() ? Optional.of(username(document)) : Optional.empty(),
        document.getDevicesList().stream().map(AccountDocument::decode).toList(),
        used,
        record.version(),
        record.devicesVersion());
  }

  private static Username username(StoredAccount document) {
    return new Username(
        bytes(document.getUsernameHash()),
        document.hasUsernameLinkHandle()
            ? Optional.of(
                new Username.Link(
                    Uuids.fromBytes(document.getUsernameLinkHandle().toByteArray()),
                    bytes(document.getUsernameLinkCiphertext())))
            : Optional.empty());
  }

  /// An account of before there was an audit trail gets one, kept with its next version.
  private static Pseudonym pseudonym(StoredAccount document) {
    return new Pseudonym(
        document.getPseudonym().isEmpty()
            ? Bytes.wrap(Uuids.toBytes(UUID.randomUUID()))
            : bytes(document.getPseudonym()));
  }

  private static UsedLinkToken decode(UsedLinkCode stored) {
    return new UsedLinkToken(
        Instant.ofEpochMilli(stored.getExpiresMillis()),
        stored.hasInboxId()
            ? Optional.of(new InboxId(Uuids.fromBytes(stored.getInboxId().toByteArray())))
            : Optional.empty());
  }

  private static Device decode(StoredDevice stored) {
    return new Device(
        stored.getId(),
        new InboxId(Uuids.fromBytes(stored.getInboxId().toByteArray())),
        new PasswordHash(bytes(stored.getPasswordSalt()), bytes(stored.getPasswordHash())),
        stored.getRegistrationId(),
        stored.getPniRegistrationId(),
        stored.hasName() ? Optional.of(bytes(stored.getName())) : Optional.empty(),
        Instant.ofEpochMilli(stored.getCreatedMillis()),
        LocalDate.ofEpochDay(stored.getLastSeenEpochDay()),
        stored.getFetchesMessages(),
        Set.copyOf(stored.getCapabilitiesList()),
        stored.getPniKeySet());
  }

  private static ByteString string(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray());
  }

  static ByteString string(PasswordHash hash) {
    return string(hash.salt()).concat(string(hash.hash()));
  }

  private static Bytes bytes(ByteString string) {
    return Bytes.wrap(string.toByteArray());
  }

  static PasswordHash hash(ByteString saltAndHash) {
    Bytes both = bytes(saltAndHash);
    if (both.size() != 2 * HASH_BYTES) {
      throw new IllegalArgumentException("a salted hash has 64 bytes");
    }
    return new PasswordHash(both.slice(0, HASH_BYTES), both.slice(HASH_BYTES, both.size()));
  }
}
