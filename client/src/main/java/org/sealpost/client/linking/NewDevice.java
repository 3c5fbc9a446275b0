package org.sealpost.client.linking;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sealpost.client.keys.DeviceKeys;
import org.sealpost.client.keys.Passwords;
import org.sealpost.client.keys.PreKeys;
import org.sealpost.client.profile.Profiles;
import org.sealpost.client.state.Self;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.IncomingRequest;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.Service;
import org.sealpost.client.transport.ServiceSocket;
import org.sealpost.client.transport.SocketClosed;
import org.sealpost.client.transport.SocketEvents;
import org.sealpost.protocol.BasicCredentials;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.DeviceAddress;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;
import org.sealpost.protocol.Uuids;
import org.sealpost.protocol.json.AccountAttributes;
import org.sealpost.protocol.json.LinkRequest;
import org.sealpost.protocol.json.LinkResult;
import org.sealpost.protocol.proto.ProvisionEnvelope;
import org.sealpost.protocol.proto.ProvisionMessage;
import org.sealpost.protocol.proto.ProvisioningAddress;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

/// The new device's part (wire interface, accounts and devices, sections 6.1 and 7): open the
/// provisioning socket, show the URI, wait for what the primary says, register with it. For one
/// thread.
public final class NewDevice implements AutoCloseable {
  /// The server gives an address within this time or something is wrong.
  private static final Duration ADDRESS = Duration.ofSeconds(10);

  private final Service service;
  private final Clock clock;
  private final ECKeyPair keys = ECKeyPair.generate();
  private final Provisioning provisioning = new Provisioning();
  private final ServiceSocket socket;

  private NewDevice(Service service, Clock clock) throws IOException {
    this.service = service;
    this.clock = clock;
    this.socket = service.connectProvisioning(provisioning);
  }

  public static NewDevice open(Service service, Clock clock) throws IOException {
    return new NewDevice(service, clock);
  }

  /// What to show to the primary.
  public ProvisioningUri uri() throws IOException {
    return new ProvisioningUri(
        await(provisioning.address, ADDRESS)
            .orElseThrow(() -> new IOException("the server gave no provisioning address")),
        keys.getPublicKey());
  }

  /// Waits for the primary and registers this device.
  ///
  /// @param name shown to the account's other devices; encrypted for them
  public LinkOutcome link(String name, Duration patience) throws IOException {
    Optional<Bytes> body = await(provisioning.message, patience);
    if (body.isEmpty()) {
      return new LinkOutcome.TimedOut();
    }
    Optional<ProvisionMessage> message;
    try {
      message =
          ProvisioningCipher.decrypt(ProvisionEnvelope.parseFrom(body.get().unsafeArray()), keys);
    } catch (InvalidProtocolBufferException e) {
      return new LinkOutcome.Unreadable();
    }
    return message.isEmpty() ? new LinkOutcome.Unreadable() : register(message.get(), name);
  }

  private LinkOutcome register(ProvisionMessage message, String name) throws IOException {
    Optional<ServiceId.Aci> aci = Uuids.parse(message.getAci()).map(ServiceId.Aci::new);
    String pniText = message.getPni().replace(ServiceId.PNI_PREFIX, "");
    Optional<ServiceId.Pni> pni = Uuids.parse(pniText).map(ServiceId.Pni::new);
    Optional<PhoneNumber> number = PhoneNumber.parse(message.getNumber());
    if (aci.isEmpty()
        || pni.isEmpty()
        || number.isEmpty()
        || message.getProfileKey().size() != 32) {
      return new LinkOutcome.Unreadable();
    }
    SecretBytes profileKey = SecretBytes.wrap(message.getProfileKey().toByteArray());
    DeviceKeys device;
    try {
      device =
          DeviceKeys.forDevice(
              pair(
                  message.getAciIdentityKeyPublic().toByteArray(),
                  message.getAciIdentityKeyPrivate().toByteArray()),
              pair(
                  message.getPniIdentityKeyPublic().toByteArray(),
                  message.getPniIdentityKeyPrivate().toByteArray()),
              clock.instant());
    } catch (InvalidKeyException e) {
      return new LinkOutcome.Unreadable();
    }
    String password = Passwords.fresh();
    Call link = Call.json("PUT", "/v1/devices/link", request(message, device, profileKey, name));
    Reply reply = service.call(link, new BasicCredentials(number.get().e164(), password));
    if (!reply.isSuccess()) {
      return new LinkOutcome.Refused(reply.status());
    }
    int deviceId = reply.json(LinkResult.class).deviceId();
    return new LinkOutcome.Linked(
        new Self(
            new DeviceAddress(aci.get(), deviceId),
            pni.get(),
            number.get(),
            password,
            device.registrationId(),
            device.pniRegistrationId(),
            device.aciIdentity(),
            device.pniIdentity(),
            profileKey),
        device);
  }

  private static LinkRequest request(
      ProvisionMessage message, DeviceKeys device, SecretBytes profileKey, String name) {
    return new LinkRequest(
        message.getProvisioningCode(),
        new AccountAttributes(
            device.registrationId(),
            device.pniRegistrationId(),
            true,
            null,
            Profiles.accessKey(profileKey),
            false,
            true,
            Map.of("storage", true, "deleteSync", true, "ssre2", true),
            DeviceName.encrypt(device.aciIdentity().getPublicKey(), name),
            null),
        PreKeys.onWire(device.aci().signed()),
        PreKeys.onWire(device.pni().signed()),
        PreKeys.onWire(device.aci().lastResort()),
        PreKeys.onWire(device.pni().lastResort()),
        null,
        null);
  }

  private static IdentityKeyPair pair(byte[] publicKey, byte[] privateKey)
      throws InvalidKeyException {
    return new IdentityKeyPair(new IdentityKey(publicKey), new ECPrivateKey(privateKey));
  }

  /// Empty when the time is over or the server closed the socket.
  private static <T> Optional<T> await(CompletableFuture<T> value, Duration limit)
      throws IOException {
    try {
      return Optional.of(value.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting to be linked", e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /// The server's two requests on the provisioning socket.
  private static final class Provisioning implements SocketEvents {
    final CompletableFuture<String> address = new CompletableFuture<>();
    final CompletableFuture<Bytes> message = new CompletableFuture<>();

    @Override
    public void request(ServiceSocket from, IncomingRequest request) {
      int status = 200;
      switch (request.path()) {
        case "/v1/address" -> {
          try {
            address.complete(
                ProvisioningAddress.parseFrom(request.body().unsafeArray()).getAddress());
          } catch (InvalidProtocolBufferException e) {
            status = 400;
          }
        }
        case "/v1/message" -> message.complete(request.body());
        default -> status = 404;
      }
      try {
        from.respond(request.id(), status, status == 200 ? "OK" : "no");
      } catch (IOException e) {
        // The server needs no answer.
      }
    }

    @Override
    public void closed(ServiceSocket from, SocketClosed why) {
      IOException cause = new IOException("the provisioning socket closed");
      address.completeExceptionally(cause);
      message.completeExceptionally(cause);
    }
  }
}
