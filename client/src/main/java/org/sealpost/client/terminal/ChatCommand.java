package org.sealpost.client.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sealpost.client.state.ClientState;
import org.sealpost.client.transport.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost chat`: a client for a terminal, or for a pipe. The first start registers a number or
/// links this device; see [Joining] and [Chat].
@Command(
    name = "chat",
    description = {
      "Talks to other accounts of a server. The first start registers this device with an invite, or"
          + " links it to an account.",
      "/help in the chat says what can be typed."
    },
    mixinStandardHelpOptions = true)
public final class ChatCommand implements Callable<Integer> {
  @Option(
      names = "--profile",
      paramLabel = "FILE",
      required = true,
      description = "what sealpost client-profile printed on the server")
  private Path profile = Path.of("");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "sealpost-chat",
      description = "where this device keeps its keys (default: ./${DEFAULT-VALUE})")
  private Path folder = Path.of("sealpost-chat");

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "where /save puts files that came (default: files in the folder of --state)")
  private @Nullable Path files;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Screen screen = Screen.standard(spec.commandLine().getOut());
    if (!Files.isReadable(profile)) {
      return failed(
          profile + " cannot be read; make it on the server with sealpost client-profile > FILE");
    }
    createPrivately(folder);
    try (Service service = Service.fromFile(profile);
        ClientState state = ClientState.open(folder.resolve("account.db"));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, inputCharset()))) {
      if (state.self().isEmpty() && !new Joining(screen, in, service, state).join()) {
        return 1;
      }
      return new Chat(screen, in, service, state, files()).run();
    } catch (CannotGoOn | IOException e) {
      return failed(CannotGoOn.sentence(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("interrupted");
    }
  }

  private Path files() {
    return files == null ? folder.resolve("files") : files;
  }

  private static Charset inputCharset() {
    String name = System.getProperty("stdin.encoding");
    return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
  }

  private static void createPrivately(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  private int failed(String why) {
    spec.commandLine().getErr().println("sealpost: " + why);
    spec.commandLine().getErr().flush();
    return 1;
  }
}
