package org.sealpost.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Base64;
import org.sealpost.protocol.Bytes;

/// Reads and writes the records of this package. Safe for any number of threads.
public final class WireJson {
  /// Longest text in a body: 262 144 bytes of content are 349 528 characters of base64 (wire
  /// interface, messages, B1).
  private static final int MAX_STRING_CHARS = 512 * 1024;

  private static final int MAX_DEPTH = 32;

  /// Buffers that are kept for the next body. Jackson's default keeps them by thread, which for a
  /// virtual thread of one request means new ones each time: 20 KiB for a body of one.
  private static final int RECYCLERS = 32;

  /// Longest name of a field; ours have 30 characters. The parser remembers names from one body to
  /// the next, so this bounds what strangers can make it keep.
  private static final int MAX_NAME_CHARS = 256;

  /// Most names, values and brackets in a body: the largest of ours, keys with two full lists, has
  /// 1800. Without it a body of empty objects takes twenty times its size when it is read.
  private static final int MAX_TOKENS = 16 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.newBoundedPool(RECYCLERS))
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING_CHARS)
                          .maxNumberLength(32)
                          .maxNameLength(MAX_NAME_CHARS)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .addModule(
              new SimpleModule("sealpost-wire")
                  .addSerializer(Bytes.class, new BytesWriter())
                  .addDeserializer(Bytes.class, new BytesReader()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private WireJson() {}

  /// Reads one body.
  ///
  /// @throws BadJson when the bytes are not JSON of that shape; its message names no value that was
  ///   sent
  public static <T> T read(Bytes body, Class<T> type) throws BadJson {
    try {
      ObjectReader reader = MAPPER.readerFor(type);
      T value = reader.readValue(body.unsafeArray());
      if (value == null) {
        throw new BadJson("the body is null", true);
      }
      return value;
    } catch (JsonProcessingException e) {
      // What is no JSON inside of an object comes as the cause of a mapping exception.
      boolean shape =
          e instanceof JsonMappingException && !(e.getCause() instanceof JsonProcessingException);
      throw new BadJson(describe(e), shape);
    } catch (IOException e) {
      throw new BadJson("the body cannot be read", false);
    }
  }

  public static Bytes write(Object value) {
    try {
      return Bytes.wrap(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "a " + value.getClass().getSimpleName() + " cannot be written as JSON", e);
    }
  }

  /// For people to read, as in a client profile.
  public static String writePretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "a " + value.getClass().getSimpleName() + " cannot be written as JSON", e);
    }
  }

  private static String describe(JsonProcessingException e) {
    var location = e.getLocation();
    return location == null
        ? "malformed JSON"
        : "malformed JSON at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /// The body was not JSON of the shape that was asked for.
  public static final class BadJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean shape;

    BadJson(String message, boolean shape) {
      super(message);
      this.shape = shape;
    }

    /// Whether the bytes were JSON, only not of the shape; otherwise they were no JSON at all.
    public boolean isShape() {
      return shape;
    }
  }

  /// Base64 in any variant: standard or URL-safe, with or without padding (wire interface, README
  /// section 5).
  private static Bytes decodeBase64(char[] text, int offset, int length) {
    int end = length;
    while (end > 0 && text[offset + end - 1] == '=' && length - end < 2) {
      end--;
    }
    byte[] ascii = new byte[end];
    boolean urlSafe = false;
    for (int i = 0; i < end; i++) {
      char c = text[offset + i];
      urlSafe |= c == '-' || c == '_';
      ascii[i] = c < 128 ? (byte) c : -1;
    }
    return Bytes.wrap((urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(ascii));
  }

  private static final class BytesReader extends StdDeserializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesReader() {
      super(Bytes.class);
    }

    @Override
    public Bytes deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        return (Bytes) context.handleUnexpectedToken(Bytes.class, parser);
      }
      try {
        return decodeBase64(
            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      } catch (IllegalArgumentException e) {
        return (Bytes) context.handleWeirdStringValue(Bytes.class, "", "not base64");
      }
    }
  }

  private static final class BytesWriter extends StdSerializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesWriter() {
      super(Bytes.class);
    }

    @Override
    public void serialize(Bytes value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeBinary(value.unsafeArray());
    }
  }
}
