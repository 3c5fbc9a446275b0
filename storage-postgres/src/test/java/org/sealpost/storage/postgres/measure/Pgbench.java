package org.sealpost.storage.postgres.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.sealpost.testing.postgres.PostgresServer;

/// The ceiling: `pgbench` of the PostgreSQL packages (`apt-get install postgresql-contrib` or
/// `postgresql-client`) calls the same functions on the same server, without our program. Passed
/// over where it is not installed.
final class Pgbench {
  private static final String ANY = "\\set n random(1, " + Accounts.COUNT + ")\n";
  private static final String ACI = uuid("8000");
  private static final String INBOX = uuid("8001");

  private final PostgresServer server;
  private final Path folder;
  private final Duration each;

  Pgbench(PostgresServer server, Path folder, Duration each) {
    this.server = server;
    this.folder = folder;
    this.each = each;
  }

  private static String uuid(String kind) {
    return "('00000000-0000-4000-" + kind + "-' || lpad(to_hex(:n::int), 12, '0'))::uuid";
  }

  /// One envelope in each call, and as many in each as a busy node gathers.
  static String append(int envelopes) {
    String many = ", array[" + envelopes + "])";
    return """
    %sselect outcomes from sealpost.batch(gen_random_uuid(), 1, 100000, 268435456,
      %s, %s, %s, %s, %s, %s, %s, %s,
      (select array_agg(gen_random_uuid()) from generate_series(1, %d)),
      %s, %s, %s, '{}', '{}');
    """
        .formatted(
            ANY,
            "array_fill(" + ACI + many,
            "array_fill(1::bigint" + many,
            "array[" + INBOX + "]",
            "array[false]",
            "array[0::bigint]",
            "array[0::bigint]",
            "(select array_agg(i::int) from generate_series(1, " + envelopes + ") i)",
            "array_fill(1" + many,
            envelopes,
            "array_fill(decode(repeat('ab', " + Accounts.BODY_BYTES + "), 'hex')" + many,
            "array_fill(4102444800000::bigint" + many,
            "array_fill(true" + many);
  }

  /// A commit with an envelope in it and nothing of ours around it.
  static String bareInsert() {
    return """
    insert into bare values (gen_random_uuid(), decode(repeat('ab', %d), 'hex'));
    """
        .formatted(Accounts.BODY_BYTES);
  }

  static String read() {
    return ANY
        + "select place, id, sealed from sealpost.read_page("
        + INBOX
        + ", 0, 50, 1048576, 1);\n";
  }

  /// Calls that find nothing to remove: what is left is the call, its locks and its commit.
  static String acknowledge() {
    return """
    %sselect removed_id from sealpost.batch(gen_random_uuid(), 1, 100000, 268435456, '{}', '{}',
      array[%s], array[false], array[0::bigint], array[0::bigint], '{}', '{}', '{}', '{}', '{}', '{}',
      array[1], array[gen_random_uuid()]);
    """
        .formatted(ANY, INBOX);
  }

  void measure(String what, String script, int callers) throws Exception {
    Path file = Files.writeString(folder.resolve("pgbench.sql"), script);
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      "pgbench",
                      "--host=127.0.0.1",
                      "--port=" + server.port(),
                      "--username=" + PostgresServer.USER,
                      "--no-vacuum",
                      "--protocol=extended",
                      "--client=" + callers,
                      "--jobs=1",
                      "--time=" + each.toSeconds(),
                      "--file=" + file,
                      "postgres"))
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || !said.contains("tps = ")) {
        System.out.println(said);
        return;
      }
      System.out.printf(
          Locale.ROOT,
          "| %s, %d | %.0f | mean %.2f ms | |%n",
          what,
          callers,
          after(said, "tps = "),
          after(said, "latency average = "));
    } catch (IOException e) {
      System.out.println("pgbench is not installed");
    }
  }

  private static double after(String text, String label) {
    int begin = text.indexOf(label) + label.length();
    return Double.parseDouble(text.substring(begin, text.indexOf(' ', begin)));
  }
}
