package org.sealpost.client.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.sealpost.protocol.Bytes;

/// What lies in a server's folder, seen by somebody who has stolen it: the rows that wait in the
/// database, and every byte of every file.
final class Holdings {
  private static final int SHOWN_BYTES = 24;

  private final Path data;

  Holdings(Path data) {
    this.data = data;
  }

  /// The envelopes that wait, oldest first, as the database has them. Reads beside the server.
  List<Bytes> envelopes() {
    String url = "jdbc:sqlite:file:" + data.resolve("sealpost.db") + "?mode=ro";
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select sealed from envelope order by position")) {
      List<Bytes> found = new ArrayList<>();
      while (rows.next()) {
        found.add(Bytes.wrap(rows.getBytes(1)));
      }
      return found;
    } catch (SQLException e) {
      throw new CannotGoOn("the server's database cannot be read: " + e.getMessage(), e);
    }
  }

  /// The files that were uploaded.
  List<Path> media() throws IOException {
    try (var walk = Files.walk(data.resolve("media").resolve("objects"))) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  /// The files and their total size.
  FilesFound files() throws IOException {
    try (var walk = Files.walk(data)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      long size = 0;
      for (Path file : files) {
        size += Files.size(file);
      }
      return new FilesFound(files, size);
    }
  }

  /// Regular files under the folder.
  record FilesFound(List<Path> files, long sizeBytes) {}

  /// How many of the needles occur in any file of the folder, as UTF-8 text.
  int countTexts(Collection<String> needles) throws IOException {
    return count(needles.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /// How many of the blobs still occur in any file of the folder. A long blob is spread over pages
  /// of the database, so its beginning is looked for.
  int countBlobs(Collection<Bytes> blobs) throws IOException {
    return count(
        blobs.stream()
            .map(blob -> blob.slice(0, Math.min(32, blob.size())).toByteArray())
            .toList());
  }

  private int count(List<byte[]> needles) throws IOException {
    boolean[] found = new boolean[needles.size()];
    for (Path file : files().files()) {
      // Latin-1 keeps every byte as one character, so text search searches bytes.
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < found.length; i++) {
        found[i] |= content.contains(new String(needles.get(i), StandardCharsets.ISO_8859_1));
      }
    }
    int count = 0;
    for (boolean each : found) {
      count += each ? 1 : 0;
    }
    return count;
  }

  /// The first bytes, for the eye.
  static String hex(Bytes bytes) {
    int end = Math.min(SHOWN_BYTES, bytes.size());
    return HexFormat.ofDelimiter(" ").formatHex(bytes.unsafeArray(), 0, end) + " ...";
  }

  /// What a compressor makes of all of it, in percent: text shrinks, ciphertext does not.
  static long compressedPercent(List<Bytes> blobs) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      long total = 0;
      long compressed = 0;
      byte[] buffer = new byte[8192];
      for (Bytes blob : blobs) {
        total += blob.size();
        deflater.reset();
        deflater.setInput(blob.unsafeArray());
        deflater.finish();
        while (!deflater.finished()) {
          compressed += deflater.deflate(buffer);
        }
      }
      return total == 0 ? 100 : Math.round(100.0 * compressed / total);
    } finally {
      deflater.end();
    }
  }
}
