package org.sealpost.server.http.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/// A form that is read as it comes: small fields first, in any order, then one file, which is the
/// last part and is never held. Jetty's parser is pushed a piece of the body at a time. Source:
/// wire/media.md, section 7; RFC 7578. For one thread.
final class FormParts {
  /// One field of the form.
  static final int MAX_FIELD_BYTES = 8 * 1024;

  /// All that stands in front of the file: names, headers, values and boundaries.
  static final int MAX_BEFORE_FILE_BYTES = 64 * 1024;

  private static final int MAX_PARTS = 32;
  private static final int MAX_HEADERS_BYTES = 4 * 1024;
  private static final int MAX_BOUNDARY = 70;
  private static final int PIECE_BYTES = 16 * 1024;

  /// Jetty 12.1.12 takes the first bytes of a part wrongly when a piece ends within what could have
  /// been a boundary there; so pieces of a file are longer than any boundary.
  private static final int LEAST_FILE_BYTES = 2 * MAX_BOUNDARY;

  private static final String FILE = "file";
  private static final Pattern NAME =
      Pattern.compile(
          "[;\\s]name=(?:\"([^\"]{1,100})\"|([^\\s;\"]{1,100}))", Pattern.CASE_INSENSITIVE);

  /// The form is not one that can be taken; says why, with nothing of it.
  static final class BadForm extends IOException {
    private static final long serialVersionUID = 1L;
    private final String why;

    BadForm(String why) {
      super(why);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  private final InputStream body;
  private final MultiPart.Parser parser;
  private final Reading reading = new Reading();
  private final byte[] piece = new byte[PIECE_BYTES];
  private int at;
  private int end;
  private final long fileLength;

  private FormParts(InputStream body, long bodyLength, String boundary) throws IOException {
    this.body = body;
    parser = new MultiPart.Parser(boundary, reading);
    parser.setMaxParts(MAX_PARTS);
    parser.setPartHeadersMaxLength(MAX_HEADERS_BYTES);
    // A byte at a time: so it is known where the file begins.
    long before = 0;
    while (!reading.inFile) {
      if (++before > MAX_BEFORE_FILE_BYTES || !push(1)) {
        throw new BadForm("the form has no part named file behind small fields");
      }
    }
    // Nothing but `CRLF--boundary--CRLF` is behind it.
    long least = bodyLength - before - boundary.length() - 8;
    fileLength = reading.declaredLength.orElse(least);
    if (fileLength < 1 || fileLength > least + 2) {
      throw new BadForm("the form's file is empty, or longer than the body");
    }
  }

  /// Reads as far as where the file begins.
  ///
  /// @param contentType of the request
  /// @param bodyLength of the request, from `Content-Length`
  /// @throws BadForm for what is no form with a file at its end
  static FormParts read(String contentType, long bodyLength, InputStream body) throws IOException {
    return new FormParts(
        body, bodyLength, boundary(contentType).orElseThrow(() -> new BadForm("no form")));
  }

  private static Optional<String> boundary(String contentType) {
    if (!contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(MultiPart.extractBoundary(contentType))
          .filter(found -> !found.isEmpty() && found.length() <= MAX_BOUNDARY);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(reading.fields.get(name));
  }

  /// What the file's length must be, by the part's own header or by what is left of the body. A
  /// file of another length fails while it is read.
  long fileLength() {
    return fileLength;
  }

  /// The file's bytes. Its last one is held back until the form has ended rightly.
  InputStream file() {
    return new FileStream();
  }

  /// Pushes at most so many bytes of the body; whether there were any.
  private boolean push(int atMost) throws IOException {
    fill(reading.inFile ? LEAST_FILE_BYTES : 1);
    if (at == end) {
      parse(Content.Chunk.EOF);
      return false;
    }
    int next = Math.min(end, at + atMost);
    // A copy: slices of it wait until they are read.
    parse(Content.Chunk.from(ByteBuffer.wrap(Arrays.copyOfRange(piece, at, next)), false));
    at = next;
    return true;
  }

  /// Reads until so many bytes wait to be pushed, or there are no more.
  private void fill(int least) throws IOException {
    if (end - at >= least) {
      return;
    }
    System.arraycopy(piece, at, piece, 0, end - at);
    end -= at;
    at = 0;
    while (end < least) {
      int n = body.read(piece, end, piece.length - end);
      if (n < 0) {
        return;
      }
      end += n;
    }
  }

  private void parse(Content.Chunk chunk) throws BadForm {
    try {
      parser.parse(chunk);
    } catch (RuntimeException e) {
      throw new BadForm("the form cannot be read");
    }
    if (reading.failure.isPresent()) {
      throw new BadForm(reading.failure.get());
    }
  }

  /// Hears what the parser finds.
  private static final class Reading implements MultiPart.Parser.Listener {
    private final Map<String, String> fields = new HashMap<>();
    private final Deque<ByteBuffer> fileBytes = new ArrayDeque<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private Optional<String> name = Optional.empty();
    private Optional<Long> declaredLength = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private boolean inFile;
    private boolean fileEnded;
    private boolean complete;

    @Override
    public void onPartBegin() {
      name = Optional.empty();
      value.reset();
      if (inFile) {
        fail("the file is not the last part of the form");
      }
    }

    @Override
    public void onPartHeader(String header, String content) {
      switch (header.toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          Matcher found = NAME.matcher(content);
          if (found.find()) {
            name = Optional.of(found.group(1) == null ? found.group(2) : found.group(1));
          }
        }
        case "content-length" ->
            declaredLength =
                content.matches("[0-9]{1,15}")
                    ? Optional.of(Long.parseLong(content))
                    : Optional.empty();
        default -> {}
      }
    }

    @Override
    public void onPartHeaders() {
      inFile = inFile || name.filter(FILE::equals).isPresent();
      if (!inFile) {
        declaredLength = Optional.empty();
      }
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
      ByteBuffer bytes = chunk.getByteBuffer().slice();
      if (inFile) {
        if (bytes.hasRemaining()) {
          fileBytes.add(bytes);
        }
      } else if (value.size() + bytes.remaining() > MAX_FIELD_BYTES) {
        fail("a field of the form is larger than " + MAX_FIELD_BYTES + " bytes");
      } else {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        value.writeBytes(copy);
      }
    }

    @Override
    public void onPartEnd() {
      if (inFile) {
        fileEnded = true;
      } else if (name.isPresent()
          && fields.put(name.get(), value.toString(StandardCharsets.UTF_8)) != null) {
        fail("a field of the form comes twice");
      }
    }

    @Override
    public void onComplete() {
      complete = true;
    }

    @Override
    public void onFailure(Throwable failure) {
      fail("the form cannot be read");
    }

    private void fail(String why) {
      failure = failure.or(() -> Optional.of(why));
    }
  }

  private final class FileStream extends InputStream {
    private long left = fileLength;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      if (count == 0) {
        return 0;
      }
      while (available(count) == 0) {
        if (ended() || (!push(PIECE_BYTES) && !ended())) {
          throw new BadForm("the file has another length than the form says");
        }
      }
      ByteBuffer first = reading.fileBytes.getFirst();
      int n = Math.min(available(count), first.remaining());
      first.get(into, offset, n);
      if (!first.hasRemaining()) {
        reading.fileBytes.removeFirst();
      }
      left -= n;
      return n;
    }

    private boolean ended() {
      return reading.fileEnded && reading.complete;
    }

    /// How many may be given now, at most so many.
    private int available(int count) throws IOException {
      long held = reading.fileBytes.stream().mapToLong(ByteBuffer::remaining).sum();
      if (held > left) {
        throw new BadForm("the file has another length than the form says");
      }
      return (int) Math.min(count, ended() ? held : Math.min(held, left - 1));
    }
  }
}
