package org.sealpost.kms.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A stand-in for AWS KMS on loopback that speaks its protocol (JSON 1.1 over HTTP, `TrentService`,
/// Signature Version 4) for one key: what is not as the service wants it is refused as the service
/// refuses it.
public final class StandInKms implements AutoCloseable {
  public static final String ACCESS_KEY = "AKIDEXAMPLE";
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  public static final String REGION = "eu-central-1";
  public static final String KEY =
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NONCE_BYTES = 12;

  /// What happens to the next requests, instead of an answer.
  public enum Trouble {
    DENIED("AccessDeniedException", "User: arn:aws:iam::111122223333:user/u is not authorized"),
    THROTTLED("ThrottlingException", "Rate exceeded"),
    DISABLED("DisabledException", KEY + " is disabled."),
    BROKEN("KMSInternalException", "An internal error occurred"),
    ASYMMETRIC("InvalidKeyUsageException", "key usage is SIGN_VERIFY"),
    OTHER_KEY("IncorrectKeyException", "The key ID in the request does not identify a CMK"),
    UNTIMELY("RequestExpired", "Request has expired"),
    /// The answer is somebody else's, such as a proxy's.
    ELSEWHERE("", "<html>blocked for user 4711</html>"),
    SILENT("", "");

    private final String code;
    private final String message;

    Trouble(String code, String message) {
      this.code = code;
      this.message = message;
    }
  }

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[32];
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean always;

  public StandInKms() throws IOException {
    random.nextBytes(key);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// The next requests, one each.
  public void next(Trouble... some) {
    troubles.addAll(Arrays.asList(some));
  }

  /// All requests from now on.
  public void always(Trouble trouble) {
    troubles.clear();
    troubles.add(trouble);
    always = true;
  }

  public void wellAgain() {
    always = false;
    troubles.clear();
  }

  /// Requests that were carried out.
  public int answered() {
    return answered.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Trouble trouble = always ? troubles.peek() : troubles.poll();
      if (trouble == Trouble.SILENT) {
        closed.await();
      } else if (trouble == Trouble.ELSEWHERE) {
        byte[] page = trouble.message.getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(403, page.length);
        exchange.getResponseBody().write(page);
      } else if (trouble != null) {
        refuse(exchange, trouble == Trouble.BROKEN ? 500 : 400, trouble.code, trouble.message);
      } else {
        answer(exchange, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(HttpExchange exchange, byte[] body)
      throws IOException, GeneralSecurityException {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    if (!exchange.getRequestMethod().equals("POST") || !type.equals("application/x-amz-json-1.1")) {
      refuse(exchange, 404, "UnknownOperationException", "");
    } else if (!Signature.isGood(exchange, body, ACCESS_KEY, SECRET, REGION)) {
      refuse(
          exchange,
          400,
          "InvalidSignatureException",
          "The request signature we calculated does not match the signature you provided.");
    } else {
      JsonNode request = JSON.readTree(body);
      if (!KEY.equals(request.path("KeyId").asText())) {
        refuse(exchange, 400, "NotFoundException", "Invalid keyId");
        return;
      }
      byte[] context = context(request.path("EncryptionContext"));
      switch (String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
        case "TrentService.Encrypt" -> {
          byte[] plaintext = request.path("Plaintext").binaryValue();
          if (plaintext.length > 4096) {
            refuse(exchange, 400, "ValidationException", "Member must have length <= 4096");
            return;
          }
          send(
              exchange,
              200,
              Map.of(
                  "CiphertextBlob",
                  base64(encrypt(plaintext, context)),
                  "EncryptionAlgorithm",
                  "SYMMETRIC_DEFAULT",
                  "KeyId",
                  KEY));
        }
        case "TrentService.Decrypt" -> decrypt(exchange, request, context);
        default -> refuse(exchange, 404, "UnknownOperationException", "");
      }
    }
  }

  private void decrypt(HttpExchange exchange, JsonNode request, byte[] context)
      throws IOException, GeneralSecurityException {
    byte[] blob = request.path("CiphertextBlob").binaryValue();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(128, blob, 0, NONCE_BYTES));
      cipher.updateAAD(context);
      byte[] plaintext = cipher.doFinal(blob, NONCE_BYTES, blob.length - NONCE_BYTES);
      send(
          exchange,
          200,
          Map.of(
              "Plaintext",
              base64(plaintext),
              "EncryptionAlgorithm",
              "SYMMETRIC_DEFAULT",
              "KeyId",
              KEY));
    } catch (AEADBadTagException e) {
      // the service gives no message with this one
      refuse(exchange, 400, "InvalidCiphertextException", "");
    }
  }

  private byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(context);
    byte[] sealed = cipher.doFinal(plaintext);
    byte[] blob = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, blob, NONCE_BYTES, sealed.length);
    return blob;
  }

  private static byte[] context(JsonNode pairs) {
    Map<String, String> sorted = new TreeMap<>();
    pairs.properties().forEach(pair -> sorted.put(pair.getKey(), pair.getValue().asText()));
    return sorted.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void refuse(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    send(
        exchange,
        status,
        message.isEmpty() ? Map.of("__type", code) : Map.of("__type", code, "message", message));
  }

  private void send(HttpExchange exchange, int status, Map<String, String> content)
      throws IOException {
    byte[] body = JSON.writeValueAsBytes(content);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange
        .getResponseHeaders()
        .add("x-amzn-RequestId", "7a9b0f1c-0000-4000-8000-" + "%012d".formatted(answered.get()));
    if (status == 200) {
      answered.incrementAndGet();
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
  }
}
