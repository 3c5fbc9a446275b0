package org.sealpost.server.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sealpost.crypto.KeysFolder;
import org.sealpost.crypto.KeysRefused;
import org.sealpost.crypto.SignerRotation;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.ops.Logging;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sealpost keys rotate-signer`: another key that signs sender certificates, certified by the
/// trust root.
@Command(
    name = "rotate-signer",
    description = {
      "Makes a new key that signs sender certificates, beside a running server or without one. The"
          + " trust root certifies it: bring its file back for this, and take it away afterwards.",
      "Clients hold the trust root: they need nothing new, and certificates of the former signer"
          + " stay valid until they expire."
    },
    mixinStandardHelpOptions = true)
public final class KeysRotateSignerCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--root",
      paramLabel = "FILE",
      required = true,
      description = "the private key of the trust root, `trust-root.key` of the first start")
  private Path root = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.bootstrap();
    SecretBytes key = KeysFolder.trustRoot(read());
    SignerRotation rotation =
        Commands.on(data.folder, data.read(), operations -> operations.rotateSigner(key));
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Sender certificates are signed by server certificate " + rotation.id() + " from now on.");
    out.println(
        "Those of server certificate "
            + rotation.formerId()
            + " stay valid until they expire, the last at "
            + rotation.formerUntil()
            + ". Its private key is gone from the keys folder; older copies of the folder have it.");
    out.println("Take " + root + " to a place that is not connected.");
    out.println("Make a new backup of the keys folder.");
    out.flush();
    return 0;
  }

  private byte[] read() {
    try {
      return Files.readAllBytes(root);
    } catch (IOException e) {
      throw new KeysRefused("the trust root " + root + " cannot be read; nothing was changed");
    }
  }
}
