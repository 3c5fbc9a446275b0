package org.sealpost.server.http.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.sealpost.fuzz.Parser;

/// Forms with a file: refused, or read with the same file however the body is cut, which stands in
/// the body as it is and as long as it was said to be.
public final class FormParser implements Parser {
  private static final String TYPE = "multipart/form-data; boundary=b";
  private static final String FILE =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n";

  @Override
  public List<byte[]> seeds() {
    return Parser.texts(
        FILE + "bytes\r\n--b--\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nvalue\r\n"
            + FILE
            + "-\r\n--b\r--\r\n--b--\r\n",
        "--b\nContent-Disposition: form-data; name=file\nContent-Length: 3\n\nabc\r\n--b--",
        "--b\r\n\r\n\r\n--b--",
        "--b--");
  }

  @Override
  public void check(byte[] input) throws IOException {
    String whole = read(input, Integer.MAX_VALUE);
    assertThat(read(input, 1)).isEqualTo(whole);
    assertThat(new String(input, ISO_8859_1)).contains(whole);
  }

  /// Empty when it was refused.
  private static String read(byte[] input, int atATime) throws IOException {
    InputStream body =
        new FilterInputStream(new ByteArrayInputStream(input)) {
          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            return super.read(into, offset, Math.min(count, atATime));
          }
        };
    try {
      FormParts form = FormParts.read(TYPE, input.length, body);
      byte[] file = form.file().readAllBytes();
      assertThat((long) file.length).isEqualTo(form.fileLength());
      return new String(file, ISO_8859_1);
    } catch (FormParts.BadForm e) {
      return "";
    }
  }
}
