package org.sealpost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealpostConfigTest {
  private static final Map<String, LimitsConfig.Bucket> LIMITS =
      Map.of("registration", new LimitsConfig.Bucket(20, Duration.ofSeconds(30)));

  private static SealpostConfig parse(String yaml) {
    return SealpostConfig.parse(yaml, LIMITS);
  }

  @Test
  void nothingWrittenIsAllDefaults() {
    assertThat(parse("")).isEqualTo(SealpostConfig.defaults(LIMITS));
    assertThat(parse("# only a comment\n")).isEqualTo(SealpostConfig.defaults(LIMITS));
    assertThat(parse("listener:\n")).isEqualTo(SealpostConfig.defaults(LIMITS));
  }

  @Test
  void thePostgresExampleNamesEveryKey() {
    assertThat(SealpostConfig.read(Path.of("examples/sealpost-postgres.yml"), LIMITS).storage())
        .isEqualTo(
            new StorageConfig(
                StorageConfig.Type.POSTGRES,
                Optional.empty(),
                StorageConfig.Synchronous.FULL,
                Optional.of(
                    new PostgresServerConfig(
                        "jdbc:postgresql://db.example.org:6432/sealpost?sslmode=verify-full&sslrootcert=/etc/sealpost/database-ca.pem",
                        "sealpost",
                        Optional.of("/etc/sealpost/database-password"),
                        8,
                        Duration.ofSeconds(5),
                        Optional.of(
                            "jdbc:postgresql://db.example.org:5432/sealpost?sslmode=verify-full&sslrootcert=/etc/sealpost/database-ca.pem"),
                        Optional.of(
                            "jdbc:postgresql://standby.example.org:5432/sealpost?sslmode=verify-full&sslrootcert=/etc/sealpost/database-ca.pem"))),
                Optional.empty(),
                false));
  }

  @Test
  void theDynamoExampleIsRead() {
    assertThat(SealpostConfig.read(Path.of("examples/sealpost-dynamo.yml"), LIMITS).storage())
        .isEqualTo(
            new StorageConfig(
                StorageConfig.Type.DYNAMO,
                Optional.empty(),
                StorageConfig.Synchronous.FULL,
                Optional.empty(),
                Optional.of(
                    new DynamoServiceConfig("eu-central-1", Optional.empty(), "sealpost-", false)),
                false));
  }

  @Test
  void theExamplesOfKeysAreRead() {
    assertThat(example("keys-other-mount.yml"))
        .isEqualTo(
            new KeysConfig(
                KeysConfig.Type.FILE,
                Optional.of("/mnt/sealpost-key/provider.key"),
                "SEALPOST_KEY",
                "sealpost-key",
                Optional.empty()));
    assertThat(example("keys-systemd-credential.yml").type()).isEqualTo(KeysConfig.Type.CREDENTIAL);
    assertThat(example("keys-aws-kms.yml").kms().orElseThrow().keyId()).startsWith("arn:aws:kms:");
  }

  private static KeysConfig example(String name) {
    return SealpostConfig.read(Path.of("examples", name), LIMITS).keys();
  }

  @Test
  void defaultsAreThoseThatAreDocumented() {
    SealpostConfig config = SealpostConfig.defaults(LIMITS);
    assertThat(config.listener())
        .isEqualTo(
            new ListenerConfig(
                "127.0.0.1",
                8443,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                1 << 20,
                20_000,
                2_000,
                256,
                1_024,
                64L << 20,
                16L << 20,
                Duration.ofSeconds(60)));
    assertThat(config.admin()).isEqualTo(new AdminConfig("127.0.0.1", 0));
    assertThat(config.storage())
        .isEqualTo(
            new StorageConfig(
                StorageConfig.Type.SQLITE,
                Optional.empty(),
                StorageConfig.Synchronous.FULL,
                Optional.empty(),
                Optional.empty(),
                false));
    assertThat(config.keys())
        .isEqualTo(
            new KeysConfig(
                KeysConfig.Type.FILE,
                Optional.empty(),
                "SEALPOST_KEY",
                "sealpost-key",
                Optional.empty()));
    assertThat(config.delivery())
        .isEqualTo(
            new DeliveryConfig(
                100_000,
                256L << 20,
                Duration.ofDays(30),
                256,
                1L << 20,
                Duration.ofMinutes(5),
                new MultiRecipientConfig(1_000, 5_000, 768 << 10)));
    assertThat(config.sockets())
        .isEqualTo(
            new SocketsConfig(
                Duration.ofSeconds(90),
                512 << 10,
                32,
                1 << 20,
                10_000,
                1_000,
                500,
                20,
                128L << 20));
    assertThat(config.registration())
        .isEqualTo(
            new RegistrationConfig(
                Duration.ofDays(3),
                10,
                Duration.ofHours(1),
                10_000,
                100,
                Duration.ofDays(7),
                Duration.ofDays(30)));
    assertThat(config.devices()).isEqualTo(new DevicesConfig(6, Duration.ofMinutes(10)));
    assertThat(config.limits().changed()).isEmpty();
    assertThat(config.logging())
        .isEqualTo(
            new LoggingConfig(
                LoggingConfig.Level.INFO,
                LoggingConfig.Format.AUTO,
                LoggingConfig.Requests.ERRORS));
  }

  @Test
  void everyKeyIsRead() {
    SealpostConfig config =
        parse(
            """
            source: https://example.org/source
            listener:
              host: 0.0.0.0
              port: 443
              tlsCertificate: chain.pem
              tlsKey: key.pem
              tls12: true
              maxBodySize: 2MiB
              maxConnections: 11
              maxConnectionsPerAddress: 12
              maxRequestsPerAddress: 13
              maxRequests: 14
              maxInboundSize: 5MiB
              maxInboundSizePerAddress: 3MiB
              bodyTimeout: 15s
            admin: {host: "::1", port: 8081}
            storage: {type: sqlite, file: other.db, synchronous: normal, unsafe: true}
            keys:
              type: kms
              variable: OTHER_KEY
              credential: other-key
              kms:
                keyId: alias/sealpost
                region: eu-central-1
                endpoint: https://kms.example.org
                timeout: 5s
            delivery:
              inbox: {maxEntries: 5, maxSize: 2MiB, timeToLive: 1h}
              windowEnvelopes: 6
              windowSize: 3MiB
              answerTimeout: 30s
              multiRecipient: {maxRecipients: 7, maxDevices: 8, maxSize: 1MiB}
            sockets:
              idleTimeout: 60s
              maxMessageSize: 1MiB
              requestsInFlight: 7
              requestSizeInFlight: 4MiB
              maxAnonymous: 21
              maxAnonymousPerAddress: 22
              maxProvisioning: 23
              maxProvisioningPerAddress: 24
              maxOutboundSize: 9MiB
            registration:
              inviteLifetime: 12h
              maxWrongCodes: 33
              sessionLifetime: 10m
              maxSessions: 31
              maxSessionsPerAddress: 32
              lockActiveFor: 9d
              keepDeletedFor: 0s
            devices: {max: 3, linkCodeLifetime: 2m}
            limits: {registration: {burst: 3, every: 2m}}
            logging: {level: debug, format: json, requests: all}
            """);
    assertThat(config)
        .isEqualTo(
            new SealpostConfig(
                "https://example.org/source",
                new ListenerConfig(
                    "0.0.0.0",
                    443,
                    Optional.of("chain.pem"),
                    Optional.of("key.pem"),
                    true,
                    false,
                    2 << 20,
                    11,
                    12,
                    13,
                    14,
                    5L << 20,
                    3L << 20,
                    Duration.ofSeconds(15)),
                new AdminConfig("::1", 8081),
                new StorageConfig(
                    StorageConfig.Type.SQLITE,
                    Optional.of("other.db"),
                    StorageConfig.Synchronous.NORMAL,
                    Optional.empty(),
                    Optional.empty(),
                    true),
                new KeysConfig(
                    KeysConfig.Type.KMS,
                    Optional.empty(),
                    "OTHER_KEY",
                    "other-key",
                    Optional.of(
                        new KmsKeyConfig(
                            "alias/sealpost",
                            Optional.of("eu-central-1"),
                            Optional.of(URI.create("https://kms.example.org")),
                            Duration.ofSeconds(5)))),
                new DeliveryConfig(
                    5,
                    2L << 20,
                    Duration.ofHours(1),
                    6,
                    3L << 20,
                    Duration.ofSeconds(30),
                    new MultiRecipientConfig(7, 8, 1 << 20)),
                new SocketsConfig(
                    Duration.ofSeconds(60), 1 << 20, 7, 4 << 20, 21, 22, 23, 24, 9L << 20),
                new RegistrationConfig(
                    Duration.ofHours(12),
                    33,
                    Duration.ofMinutes(10),
                    31,
                    32,
                    Duration.ofDays(9),
                    Duration.ZERO),
                new DevicesConfig(3, Duration.ofMinutes(2)),
                MediaConfigTest.DEFAULTS,
                new LimitsConfig(
                    Map.of("registration", new LimitsConfig.Bucket(3, Duration.ofMinutes(2)))),
                new LoggingConfig(
                    LoggingConfig.Level.DEBUG,
                    LoggingConfig.Format.JSON,
                    LoggingConfig.Requests.ALL)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          delivery: {inbox: {maxEntries: 0}}      | delivery.inbox.maxEntries is 0; use 1 to 1000000 (default 100000)
          delivery: {inbox: {maxEntries: many}}   | delivery.inbox.maxEntries is many; use 1 to 1000000 (default 100000)
          delivery: {inbox: {maxEntrys: 5}}       | delivery.inbox.maxEntrys is not a key of the configuration; did you mean delivery.inbox.maxEntries?
          delivery: {inbox: {timeToLive: 5}}      | delivery.inbox.timeToLive is 5; use 1m to 365d (default 30d)
          delivery: {inbox: {timeToLive: 400d}}   | delivery.inbox.timeToLive is 400d; use 1m to 365d (default 30d)
          delivery: {inbox: {maxSize: 1KB}}       | delivery.inbox.maxSize is 1KB; use 1MiB to 16GiB (default 256MiB)
          delivery: {windowEnvelopes: 0}          | delivery.windowEnvelopes is 0; use 1 to 10000 (default 256)
          delivery: {windowSize: 1B}              | delivery.windowSize is 1B; use 512KiB to 64MiB (default 1MiB)
          delivery: {answerTimeout: 1s}           | delivery.answerTimeout is 1s; use 5s to 1h (default 5m)
          delivery: {multiRecipient: {maxRecipients: 0}} | delivery.multiRecipient.maxRecipients is 0; use 1 to 10000 (default 1000)
          delivery: {multiRecipient: {maxDevices: 0}} | delivery.multiRecipient.maxDevices is 0; use 1 to 50000 (default 5000)
          delivery: {multiRecipient: {maxSize: 1KiB}} | delivery.multiRecipient.maxSize is 1KiB; use 64KiB to 16MiB (default 768KiB)
          delivery: {inbox: [1]}                  | delivery.inbox has no keys; write them below it, indented
          listener: {port: 70000}                 | listener.port is 70000; use 0 to 65535 (default 8443)
          listener: {port: [1, 2]}                | listener.port is not a single value; use 0 to 65535 (default 8443)
          listener: {tls12: maybe}                | listener.tls12 is maybe; use true or false (default false)
          listener: {tlsKey: a.pem}               | listener.tlsCertificate and listener.tlsKey go together; set both, or neither for the development certificate
          listener: {plaintext: true, host: 0.0.0.0} | listener.plaintext is true; use it with listener.host 127.0.0.1, ::1 or localhost alone (host is 0.0.0.0)
          listener: {maxBodySize: 1KiB}           | listener.maxBodySize is 1KiB; use 512KiB to 16MiB (default 1MiB)
          listener: {host: ""}                    | listener.host is ; use a text (default 127.0.0.1)
          listener: {maxBodySize: 2MiB, maxInboundSizePerAddress: 1MiB} | listener.maxInboundSizePerAddress is 1MiB; use at least the larger of listener.maxBodySize and sockets.maxMessageSize, 2MiB
          listener: {maxInboundSize: 8MiB}        | listener.maxInboundSize is 8MiB; use at least listener.maxInboundSizePerAddress, 16MiB
          listener: {bodyTimeout: 0s}             | listener.bodyTimeout is 0s; use 1s to 1h (default 1m)
          sockets: {maxOutboundSize: 1KiB}        | sockets.maxOutboundSize is 1KiB; use 1MiB to 64GiB (default 128MiB)
          devices: {max: 128}                     | devices.max is 128; use 1 to 127 (default 6)
          devices: {linkCodeLifetime: 1s}         | devices.linkCodeLifetime is 1s; use 1m to 1h (default 10m)
          registration: {inviteLifetime: 1s}      | registration.inviteLifetime is 1s; use 1m to 365d (default 3d)
          registration: {maxWrongCodes: 0}        | registration.maxWrongCodes is 0; use 1 to 100 (default 10)
          admin: {host: 0.0.0.0}                  | admin.host is 0.0.0.0; use 127.0.0.1, ::1 or localhost (default 127.0.0.1)
          admin: {port: -1}                       | admin.port is -1; use 0 to 65535 (default 0)
          storage: {type: oracle}                 | storage.type is oracle; use one of sqlite, postgres, dynamo (default sqlite)
          storage: {type: postgres}               | storage.type is postgres and storage.postgres.url is missing; set it to jdbc:postgresql://HOST:PORT/DATABASE
          storage: {postgres: {url: "jdbc:postgresql:x"}} | storage.postgres.url is set and storage.type is sqlite; set storage.type: postgres, or remove storage.postgres
          storage: {type: postgres, file: a.db, postgres: {url: "jdbc:postgresql:x"}} | storage.file is set and storage.type is postgres; remove storage.file
          storage: {type: dynamo}                 | storage.type is dynamo and storage.dynamo.region is missing; set it to the region of the tables, such as eu-central-1
          storage: {dynamo: {region: a}} | storage.dynamo.region is set and storage.type is sqlite; set storage.type: dynamo, or remove storage.dynamo
          {devices: {max: 15}, storage: {type: dynamo, dynamo: {region: a}}} | devices.max is 15 and storage.type is dynamo; use 1 to 14, as a message for all devices of an account is one transaction, of at most 4 MB
          storage: {type: dynamo, dynamo: {region: a, tablePrefix: "a b"}} | storage.dynamo.tablePrefix is a b; use 1 to 100 letters, digits, dots, dashes and underscores (default sealpost-)
          storage: {type: postgres, postgres: {password: a}} | storage.postgres.password is not a key of the configuration; did you mean storage.postgres.passwordFile?
          storage: {type: postgres, postgres: {url: "jdbc:postgresql:x", poolSize: 0}} | storage.postgres.poolSize is 0; use 1 to 200 (default 8)
          storage: {type: postgres, postgres: {url: "jdbc:postgresql:x", connectTimeout: 0s}} | storage.postgres.connectTimeout is 0s; use 1s to 1m (default 5s)
          storage: {synchronous: lazy}            | storage.synchronous is lazy; use one of full, normal (default full)
          storage: {unsafe: 1}                    | storage.unsafe is 1; use true or false (default false)
          keys: {type: vault}                     | keys.type is vault; use one of file, env, credential, kms (default file)
          keys: {type: env, file: a.key}          | keys.file is set and keys.type is env; remove keys.file
          keys: {type: kms}                       | keys.type is kms and keys.kms.keyId is missing; set it to the ARN or the alias of the key
          keys: {kms: {keyId: alias/a}}           | keys.kms.keyId is set and keys.type is file; set keys.type: kms, or remove keys.kms
          keys: {type: credential, credential: a/b} | keys.credential is a/b; use letters, digits and the signs . _ -
          keys: {type: kms, kms: {keyId: a, endpoint: "http://kms.example.org"}} | keys.kms.endpoint is http://kms.example.org; use https://HOST, or http:// on a loopback address
          keys: {type: kms, kms: {keyId: a, endpoint: "https://user:word@kms.example.org"}} | keys.kms.endpoint is set to an address with credentials in it; use https://HOST, or http:// on a loopback address
          keys: {type: kms, kms: {keyId: a, timeout: 1h}} | keys.kms.timeout is 1h; use 1s to 1m (default 10s)
          sockets: {idleTimeout: 1s}              | sockets.idleTimeout is 1s; use 35s to 10m (default 90s)
          sockets: {requestsInFlight: 0}          | sockets.requestsInFlight is 0; use 1 to 1000 (default 32)
          sockets: {maxMessageSize: 2MiB}         | sockets.requestSizeInFlight is 1MiB; use at least sockets.maxMessageSize, 2MiB
          registration: {sessionLifetime: 1d5h}   | registration.sessionLifetime is 1d5h; use 1m to 1d (default 1h)
          registration: {maxSessions: 1}          | registration.maxSessions is 1; use 10 to 1000000 (default 10000)
          limits: {registration: {burst: 0}}      | limits.registration.burst is 0; use 1 to 1000000 (default 20)
          limits: {registrations: {burst: 1}}     | limits.registrations is not a key of the configuration; did you mean limits.registration?
          logging: {level: trace}                 | logging.level is trace; use one of debug, info, warn, error (default info)
          logging: {format: xml}                  | logging.format is xml; use one of auto, text, json (default auto)
          loging: {level: info}                   | loging is not a key of the configuration; did you mean logging?
          qqqqqqqqqqqqqqqqqqqqqq: 1               | qqqqqqqqqqqqqqqqqqqqqq is not a key of the configuration; known here: admin, delivery, devices, keys, limits, listener, logging, media, registration, sockets, source, storage
          - a list                                | the configuration is not a list of keys; see the example file
          """)
  void whatCannotBeUsedIsRefusedWithTheFix(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(BadConfiguration.class).hasMessage(message);
  }

  @Test
  void whatIsNotYamlSaysWhere() {
    assertThatThrownBy(() -> parse("listener: {port: 1\nadmin: }"))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageMatching(
            "the configuration is not YAML at line \\d+, column \\d+; correct it there");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> parse("listener: {port: 1}\nlistener: {port: 2}\n"))
        .isInstanceOf(BadConfiguration.class)
        .hasMessage("a key stands twice in the configuration at line 2, column 9; keep one");
  }

  @Test
  void aMissingFileSaysSo(@org.junit.jupiter.api.io.TempDir Path folder) {
    Path file = folder.resolve("none.yml");
    assertThatThrownBy(() -> SealpostConfig.read(file, LIMITS))
        .hasMessage(
            "the configuration " + file + " cannot be read; give --config a file that exists");
  }
}
