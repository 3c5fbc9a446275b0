package org.sealpost.server.boot;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.core.accounts.Invite;
import org.sealpost.core.atrest.Rotation;
import org.sealpost.core.atrest.RotationPiece;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.WireJson;

/// The other end of the [ControlSocket]: operations that a running server carries out.
final class RunningServer implements Operations {
  private final Path socket;

  private RunningServer(Path socket) {
    this.socket = socket;
  }

  /// Empty when no server answers in this folder.
  static Optional<Operations> find(DataDirectory data) {
    Path socket = data.noted("control.path").map(Path::of).orElse(data.controlSocket());
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > ControlSocket.MAX_PATH_BYTES) {
      return Optional.empty();
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return Optional.of(new RunningServer(socket));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Invite invite(PhoneNumber number) {
    ControlSocket.Answer answer =
        ask(new ControlSocket.Request("invite", number.e164(), false, null));
    if (answer.code() == null) {
      throw new CannotStart("the running server gave no code; restart it");
    }
    return new Invite(
        answer.code(), Instant.ofEpochMilli(answer.expiresAtMillis()), answer.replacesAccount());
  }

  @Override
  public ClientProfile clientProfile() {
    ClientProfile profile = ask(ControlSocket.Request.of("client-profile")).profile();
    if (profile == null) {
      throw new CannotStart("the running server gave no profile; restart it");
    }
    return profile;
  }

  @Override
  public boolean deleteAccount(PhoneNumber number) {
    return ask(new ControlSocket.Request("delete-account", number.e164(), false, null)).done();
  }

  @Override
  public boolean forgetAccount(PhoneNumber number) {
    return ask(new ControlSocket.Request("forget-account", number.e164(), false, null)).done();
  }

  @Override
  public Rotation beginRotation(boolean destroyPrevious) {
    return rotation(new ControlSocket.Request("begin-rotation", null, destroyPrevious, null))
        .rotation();
  }

  @Override
  public RotationPiece continueRotation() {
    return rotation(ControlSocket.Request.of("continue-rotation")).piece();
  }

  @Override
  public SignerRotation rotateSigner(SecretBytes trustRootKey) {
    ControlSocket.SignerAnswer answer =
        ask(new ControlSocket.Request(
                "rotate-signer", null, false, Bytes.wrap(trustRootKey.reveal())))
            .signer();
    if (answer == null) {
      throw new CannotStart("the running server said nothing of the rotation; restart it");
    }
    return answer.rotation();
  }

  private RotationAnswer rotation(ControlSocket.Request request) {
    RotationAnswer answer = ask(request).rotation();
    if (answer == null) {
      throw new CannotStart("the running server said nothing of the rotation; restart it");
    }
    return answer;
  }

  private ControlSocket.Answer ask(ControlSocket.Request request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ControlSocket.write(channel, WireJson.write(request));
      String line =
          ControlSocket.readLine(Channels.newInputStream(channel))
              .orElseThrow(() -> new IOException("no answer"));
      ControlSocket.Answer answer =
          WireJson.read(
              Bytes.wrap(line.getBytes(StandardCharsets.UTF_8)), ControlSocket.Answer.class);
      if (answer.failure() != null) {
        throw new CannotStart(answer.failure());
      }
      return answer;
    } catch (IOException | WireJson.BadJson e) {
      throw new CannotStart("the running server broke off; see its log, then try again", e);
    }
  }
}
