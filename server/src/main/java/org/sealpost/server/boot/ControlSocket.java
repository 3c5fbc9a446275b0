package org.sealpost.server.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealpost.core.accounts.Invite;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.protocol.json.WireJson;
import org.sealpost.storage.StorageCorrupt;
import org.sealpost.storage.StorageUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How commands reach a running server: a Unix socket in its folder that its owner alone may open.
/// One line of JSON asks, one line answers. Commands come one at a time.
final class ControlSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  /// The kernel's bound on the path of a Unix socket, without its terminating zero.
  static final int MAX_PATH_BYTES = 107;

  private static final int MAX_LINE_CHARS = 64 * 1024;

  private final ServerSocketChannel channel;
  private final Path path;
  private final Optional<Path> madeFolder;
  private final DataDirectory data;
  private final Operations operations;

  private ControlSocket(
      ServerSocketChannel channel,
      Path path,
      Optional<Path> madeFolder,
      DataDirectory data,
      Operations operations) {
    this.channel = channel;
    this.path = path;
    this.madeFolder = madeFolder;
    this.data = data;
    this.operations = operations;
  }

  /// @param trustRoot the private key that a rotation of the signer needs
  record Request(
      @Nullable String command,
      @Nullable String number,
      boolean destroyPrevious,
      @Nullable Bytes trustRoot) {
    static Request of(String command) {
      return new Request(command, null, false, null);
    }

    @Override
    public String toString() {
      return "Request[redacted]";
    }
  }

  /// What a command has to know; each fills in its own.
  ///
  /// @param done whether there was an account to end, or to forget
  record Answer(
      @Nullable String failure,
      @Nullable String code,
      long expiresAtMillis,
      boolean replacesAccount,
      @Nullable ClientProfile profile,
      boolean done,
      @Nullable RotationAnswer rotation,
      @Nullable SignerAnswer signer) {
    static Answer failed(String why) {
      return new Answer(why, null, 0, false, null, false, null, null);
    }

    static Answer of(Invite invite) {
      return new Answer(
          null,
          invite.code(),
          invite.expiresAt().toEpochMilli(),
          invite.replacesAccount(),
          null,
          false,
          null,
          null);
    }

    static Answer of(ClientProfile profile) {
      return new Answer(null, null, 0, false, profile, false, null, null);
    }

    static Answer of(boolean done) {
      return new Answer(null, null, 0, false, null, done, null, null);
    }

    static Answer of(RotationAnswer rotation) {
      return new Answer(null, null, 0, false, null, false, rotation, null);
    }

    static Answer of(SignerRotation rotation) {
      return new Answer(
          null,
          null,
          0,
          false,
          null,
          false,
          null,
          new SignerAnswer(
              rotation.id(), rotation.formerId(), rotation.formerUntil().toEpochMilli()));
    }

    @Override
    public String toString() {
      return "Answer[redacted]";
    }
  }

  /// A rotation of the signer, as it goes through the socket.
  record SignerAnswer(int id, int formerId, long formerUntilMillis) {
    SignerRotation rotation() {
      return new SignerRotation(id, formerId, Instant.ofEpochMilli(formerUntilMillis));
    }
  }

  /// Opens the socket, in the folder itself or, where its path is too long for the kernel, in a new
  /// private folder for temporary files, noted in `control.path`.
  static ControlSocket open(DataDirectory data, Operations operations) {
    try {
      Path path = data.controlSocket();
      Optional<Path> made = Optional.empty();
      Files.deleteIfExists(path);
      Files.deleteIfExists(data.controlSocketElsewhere());
      if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
        Path folder = Files.createTempDirectory("sealpost-");
        made = Optional.of(folder);
        path = folder.resolve("control.sock");
      }
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      channel.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      if (made.isPresent()) {
        data.note("control.path", path.toString());
      }
      ControlSocket socket = new ControlSocket(channel, path, made, data, operations);
      Thread.ofVirtual().name("control").start(socket::serve);
      return socket;
    } catch (IOException e) {
      throw new CannotStart(
          "the control socket in "
              + data.root()
              + " cannot be opened; see that its file system"
              + " has Unix sockets",
          e);
    }
  }

  private void serve() {
    while (channel.isOpen()) {
      try (SocketChannel client = channel.accept()) {
        serve(client);
      } catch (IOException e) {
        if (channel.isOpen()) {
          LOG.warn("a command broke off");
        }
      }
    }
  }

  private void serve(SocketChannel client) throws IOException {
    Optional<String> line = readLine(Channels.newInputStream(client));
    if (line.isEmpty()) {
      return; // somebody looked whether a server is here
    }
    Answer answer;
    try {
      answer =
          answer(
              WireJson.read(
                  Bytes.wrap(line.get().getBytes(StandardCharsets.UTF_8)), Request.class));
    } catch (WireJson.BadJson e) {
      answer = Answer.failed("the command cannot be read");
    } catch (KeysRefused | StorageUnavailable | StorageCorrupt e) {
      answer = Answer.failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a command failed", e);
      answer = Answer.failed("the server could not do it; its log says why");
    }
    write(client, WireJson.write(answer));
  }

  private Answer answer(Request request) {
    return switch (request.command() == null ? "" : request.command()) {
      case "invite" -> about(request, number -> Answer.of(operations.invite(number)));
      case "client-profile" -> Answer.of(operations.clientProfile());
      case "delete-account" ->
          about(request, number -> Answer.of(operations.deleteAccount(number)));
      case "forget-account" ->
          about(request, number -> Answer.of(operations.forgetAccount(number)));
      case "begin-rotation" ->
          Answer.of(RotationAnswer.of(operations.beginRotation(request.destroyPrevious())));
      case "continue-rotation" -> Answer.of(RotationAnswer.of(operations.continueRotation()));
      case "rotate-signer" ->
          request.trustRoot() == null
              ? Answer.failed("the trust root is missing")
              : Answer.of(
                  operations.rotateSigner(SecretBytes.wrap(request.trustRoot().unsafeArray())));
      case String _ -> Answer.failed("the running server is of another version; restart it");
    };
  }

  private static Answer about(Request request, Function<PhoneNumber, Answer> command) {
    return PhoneNumber.parse(request.number() == null ? "" : request.number())
        .map(command)
        .orElseGet(() -> Answer.failed("the number is not in E.164 form"));
  }

  static Optional<String> readLine(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return Optional.of(line.toString());
      }
      if (line.length() >= MAX_LINE_CHARS) {
        return Optional.empty();
      }
      line.append((char) c);
    }
    return Optional.empty();
  }

  static void write(SocketChannel channel, Bytes json) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(json.size() + 1);
    line.put(json.unsafeArray()).put((byte) '\n').flip();
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(path);
      Files.deleteIfExists(data.controlSocketElsewhere());
      if (madeFolder.isPresent()) {
        Files.deleteIfExists(madeFolder.get());
      }
    } catch (IOException e) {
      LOG.warn("the control socket could not be removed");
    }
  }
}
