package org.sealpost.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.content.Message.TextName;
import org.sealpost.client.terminal.FileCommands.PathAndText;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.SecretBytes;
import org.sealpost.protocol.ServiceId;

class FilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "boat.png, boat.png",
    "../../etc/passwd, passwd",
    "/etc/passwd, passwd",
    "..\\..\\boot.ini, boot.ini",
    "C:evil.exe, C_evil.exe",
    ".bashrc, bashrc",
    "..., file",
    "'', file",
    "-rf, rf",
    "a b\u0000c.txt, a_b_c.txt",
    "nul.txt, file-nul.txt",
    "COM1, file-COM1",
    "boat.png., boat.png",
    "\u202Egnp.exe, gnp.exe",
    "a/, file",
  })
  void aSendersNameIsNeverAPath(String told, String kept) {
    assertThat(SafeName.of(told)).isEqualTo(kept);
    assertThat(folder.resolve(SafeName.of(told)).normalize().getParent()).isEqualTo(folder);
  }

  @Test
  void aLongNameKeepsItsEnding() {
    String name = SafeName.of("x".repeat(5000) + ".tar");
    assertThat(name).hasSize(80).endsWith("x.tar");
    assertThat(SafeName.of("x." + "y".repeat(300))).hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void nothingIsWrittenOver() throws Exception {
    Files.writeString(folder.resolve("boat.png"), "mine");
    assertThat(SafeName.reserve(folder, "boat.png")).isEqualTo(folder.resolve("boat-2.png"));
    assertThat(SafeName.reserve(folder, "boat.png")).isEqualTo(folder.resolve("boat-3.png"));
    assertThat(SafeName.reserve(folder, "boat")).isEqualTo(folder.resolve("boat"));
    assertThat(folder.resolve("boat.png")).hasContent("mine");
  }

  @Test
  void filesGoWithTheirText() {
    ReceivedFiles files = new ReceivedFiles();
    TextName one = new TextName(new ServiceId.Aci(new UUID(1, 2)), 5);
    TextName two = new TextName(new ServiceId.Aci(new UUID(1, 2)), 6);
    assertThat(files.newest()).isEmpty();
    assertThat(files.add(one, pointer("a"))).isEqualTo(1);
    assertThat(files.add(two, pointer("b"))).isEqualTo(2);
    files.forget(two);
    assertThat(files.get(2)).isEmpty();
    assertThat(files.newest()).contains(1);
    assertThat(files.add(two, pointer("c"))).isEqualTo(3);
  }

  @Test
  void whatASenderSaysOfAFileCannotSteerTheTerminal() {
    assertThat(FileCommands.describe(7, pointer("\u001B[2Jboat.png")))
        .isEqualTo("file 7: \uFFFD[2Jboat.png, 4.8 MiB; /save 7 keeps it");
    assertThat(FileCommands.describe(7, pointer("x".repeat(5000)))).hasSizeLessThan(120);
  }

  @Test
  void aPathMayHaveSpaces() {
    assertThat(PathAndText.parse("boat.png")).isEqualTo(new PathAndText("boat.png", ""));
    assertThat(PathAndText.parse("boat.png our boat"))
        .isEqualTo(new PathAndText("boat.png", "our boat"));
    assertThat(PathAndText.parse("\"our boat.png\" look at it"))
        .isEqualTo(new PathAndText("our boat.png", "look at it"));
  }

  private static AttachmentPointer pointer(String name) {
    return new AttachmentPointer(
        3,
        "object",
        SecretBytes.wrap(new byte[64]),
        Bytes.wrap(new byte[32]),
        5_000_000,
        Bytes.EMPTY,
        0,
        "",
        name,
        0);
  }
}
