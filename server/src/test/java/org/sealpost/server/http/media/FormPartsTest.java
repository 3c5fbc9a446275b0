package org.sealpost.server.http.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sealpost.server.http.media.FormParts.BadForm;

/// Forms with a file at their end, read as they come.
class FormPartsTest {
  private static final String BOUNDARY = "a-boundary";
  private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String part(String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, name, value);
  }

  private static String fileHead(String more) {
    return String.join(
            "\r\n",
            "--" + BOUNDARY,
            "Content-Disposition: form-data; name=\"file\"; filename=\"file\"",
            more + "Content-Type: application/octet-stream")
        + "\r\n\r\n";
  }

  private static byte[] form(String before, byte[] file, String after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(file);
    out.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static final String END = "\r\n--" + BOUNDARY + "--\r\n";

  private static byte[] fileOf(byte[] form, int atATime) throws IOException {
    InputStream body =
        new FilterInputStream(new ByteArrayInputStream(form)) {
          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            return super.read(into, offset, Math.min(count, atATime));
          }
        };
    FormParts parts = FormParts.read(TYPE, form.length, body);
    byte[] file = parts.file().readAllBytes();
    assertThat(parts.fileLength()).isEqualTo(file.length);
    return file;
  }

  @Test
  void fieldsInAnyOrderAndThenTheFile() throws Exception {
    for (List<String> order : List.of(List.of("key", "policy"), List.of("policy", "key"))) {
      byte[] file = random(300);
      byte[] form =
          form(
              part(order.get(0), order.get(0) + "!")
                  + part("acl", "")
                  + part(order.get(1), order.get(1) + "!")
                  + fileHead(""),
              file,
              END);
      FormParts parts = FormParts.read(TYPE, form.length, new ByteArrayInputStream(form));
      assertThat(parts.field("key")).contains("key!");
      assertThat(parts.field("policy")).contains("policy!");
      assertThat(parts.field("acl")).contains("");
      assertThat(parts.field("other")).isEmpty();
      assertThat(parts.file().readAllBytes()).isEqualTo(file);
    }
  }

  @Test
  void aFileOfAnyLengthComesWholeHoweverTheBodyIsCut() throws Exception {
    for (int length : List.of(1, 2, 11, 12, 13, 16_383, 16_384, 16_385, 100_000)) {
      byte[] file = random(length);
      byte[] form = form(part("key", "k") + fileHead(""), file, END);
      for (int atATime : List.of(1, 7, 16_384)) {
        assertThat(fileOf(form, atATime)).isEqualTo(file);
      }
    }
  }

  @Test
  void aFileThatLooksLikeAnEndIsNone() throws Exception {
    for (String content :
        List.of(
            "\r\n", "\r\n--", "-", "--", "--a-", "\r\n--a-boundar", "\r\r\n--a-boundarz--\r\n")) {
      byte[] file = content.getBytes(StandardCharsets.US_ASCII);
      byte[] form = form(fileHead(""), file, END);
      for (int atATime : List.of(1, 5, 16_384)) {
        assertThat(fileOf(form, atATime)).isEqualTo(file);
      }
    }
  }

  @Test
  void aDeclaredLengthNeedsNoLineBreakAtTheEnd() throws Exception {
    byte[] file = random(50);
    byte[] form = form(fileHead("Content-Length: 50\r\n"), file, "\r\n--" + BOUNDARY + "--");
    assertThat(fileOf(form, 9)).isEqualTo(file);
  }

  /// The last byte is not given, so nothing of this length can be kept.
  @Test
  void aFileOfAnotherLengthIsNeverWhole() throws Exception {
    for (byte[] form :
        List.of(
            form(fileHead(""), random(50), "\r\n--" + BOUNDARY + "--"),
            form(fileHead(""), random(50), "\r\n" + part("late", "x") + "--" + BOUNDARY + "--\r\n"),
            form(fileHead(""), random(50), END + "epilogue"),
            form(fileHead("Content-Length: 49\r\n"), random(50), END),
            form(fileHead("Content-Length: 51\r\n"), random(50), END),
            form(fileHead(""), random(50), "\r\n--another--boundary--\r\n"),
            form(fileHead(""), random(80), ""))) {
      FormParts parts = FormParts.read(TYPE, form.length, new ByteArrayInputStream(form));
      InputStream file = parts.file();
      byte[] given = new byte[200];
      int[] count = new int[1];
      assertThat(
              catchThrowable(() -> {
                for (int n = file.read(given, 0, 16); n >= 0; n = file.read(given, 0, 16)) {
                  count[0] += n;
                }
              }))
          .isInstanceOf(BadForm.class);
      assertThat((long) count[0]).isLessThan(parts.fileLength());
    }
  }

  @Test
  void whatIsNoFormIsRefused() {
    for (String form :
        List.of(
            "",
            "nothing",
            part("key", "k"),
            part("key", "k") + "--" + BOUNDARY + "--\r\n",
            part("key", "k") + part("key", "k") + fileHead("") + "x" + END,
            part("key", "k".repeat(8_193)) + fileHead("") + "x" + END,
            part("k".repeat(5_000), "k") + fileHead("") + "x" + END,
            part("a", "a".repeat(8_000)).repeat(1) + longFields() + fileHead("") + "x" + END,
            fileHead("") + END)) {
      byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
      assertThat(
              catchThrowable(
                  () -> FormParts.read(TYPE, bytes.length, new ByteArrayInputStream(bytes))))
          .as(form.substring(0, Math.min(40, form.length())))
          .isInstanceOf(BadForm.class);
    }
    for (String type :
        List.of(
            "",
            "multipart/form-data",
            "multipart/mixed; boundary=b",
            "text/plain",
            "multipart/form-data; boundary=" + "b".repeat(71))) {
      assertThat(catchThrowable(() -> FormParts.read(type, 0, InputStream.nullInputStream())))
          .isInstanceOf(BadForm.class);
    }
  }

  private static String longFields() {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      fields.append(part("f" + i, "v".repeat(8_000)));
    }
    return fields.toString();
  }

  @Test
  void aBrokenConnectionIsNoBadForm() {
    IOException broken = new IOException("gone");
    InputStream body =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw broken;
          }

          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            throw broken;
          }
        };
    assertThat(catchThrowable(() -> FormParts.read(TYPE, 100, body))).isSameAs(broken);
  }
}
