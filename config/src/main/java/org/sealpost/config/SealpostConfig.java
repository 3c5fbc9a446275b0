package org.sealpost.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The whole configuration. Every key may be left out.
///
/// @param source where the corresponding source of this server can be had (AGPL section 13); who
///   runs a changed server says here where its source is
public record SealpostConfig(
    String source,
    ListenerConfig listener,
    AdminConfig admin,
    StorageConfig storage,
    KeysConfig keys,
    DeliveryConfig delivery,
    SocketsConfig sockets,
    RegistrationConfig registration,
    DevicesConfig devices,
    MediaConfig media,
    LimitsConfig limits,
    LoggingConfig logging) {
  public static final String DEFAULT_SOURCE = "https://github.com/sealpost/sealpost";

  /// All defaults.
  public static SealpostConfig defaults(Map<String, LimitsConfig.Bucket> limits) {
    return read(JsonNodeFactory.instance.objectNode(), limits);
  }

  /// Reads a YAML file.
  ///
  /// @param limits the names and defaults of all rate limits
  /// @throws BadConfiguration with one sentence for the operator
  public static SealpostConfig read(Path file, Map<String, LimitsConfig.Bucket> limits) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BadConfiguration(
          "the configuration " + file + " cannot be read; give --config a file that exists");
    }
    return parse(text, limits);
  }

  static SealpostConfig parse(String yaml, Map<String, LimitsConfig.Bucket> limits) {
    JsonNode tree;
    try {
      tree =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(yaml);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new BadConfiguration(
          e.getOriginalMessage().startsWith("Duplicate field")
              ? "a key stands twice in the configuration" + where + "; keep one"
              : "the configuration is not YAML" + where + "; correct it there");
    }
    if (tree.isMissingNode() || tree.isNull()) {
      return defaults(limits);
    }
    if (!(tree instanceof ObjectNode keys)) {
      throw new BadConfiguration("the configuration is not a list of keys; see the example file");
    }
    return read(keys, limits);
  }

  private static SealpostConfig read(ObjectNode tree, Map<String, LimitsConfig.Bucket> limits) {
    Section whole = new Section("", tree);
    SealpostConfig config =
        new SealpostConfig(
            whole.text("source", DEFAULT_SOURCE),
            whole.section("listener", ListenerConfig::read),
            whole.section("admin", AdminConfig::read),
            whole.section("storage", StorageConfig::read),
            whole.section("keys", KeysConfig::read),
            whole.section("delivery", DeliveryConfig::read),
            whole.section("sockets", SocketsConfig::read),
            whole.section("registration", RegistrationConfig::read),
            whole.section("devices", DevicesConfig::read),
            whole.section("media", MediaConfig::read),
            whole.section("limits", section -> LimitsConfig.read(section, limits)),
            whole.section("logging", LoggingConfig::read));
    whole.end();
    if (config.sockets.requestBytesInFlight() < config.sockets.maxMessageBytes()) {
      throw new BadConfiguration(
          "sockets.requestSizeInFlight is "
              + Quantities.write(config.sockets.requestBytesInFlight())
              + "; use at least sockets.maxMessageSize, "
              + Quantities.write(config.sockets.maxMessageBytes()));
    }
    long largest = Math.max(config.listener.maxBodyBytes(), config.sockets.maxMessageBytes());
    if (config.listener.maxInboundBytesPerAddress() < largest) {
      throw new BadConfiguration(
          "listener.maxInboundSizePerAddress is "
              + Quantities.write(config.listener.maxInboundBytesPerAddress())
              + "; use at least the larger of listener.maxBodySize and sockets.maxMessageSize, "
              + Quantities.write(largest));
    }
    if (config.storage.type() == StorageConfig.Type.DYNAMO
        && config.devices.max() > StorageConfig.MOST_DYNAMO_DEVICES) {
      throw new BadConfiguration(
          "devices.max is "
              + config.devices.max()
              + " and storage.type is dynamo; use 1 to "
              + StorageConfig.MOST_DYNAMO_DEVICES
              + ", as a message for all devices of an account is one transaction, of at most 4 MB");
    }
    if (config.listener.maxInboundBytes() < config.listener.maxInboundBytesPerAddress()) {
      throw new BadConfiguration(
          "listener.maxInboundSize is "
              + Quantities.write(config.listener.maxInboundBytes())
              + "; use at least listener.maxInboundSizePerAddress, "
              + Quantities.write(config.listener.maxInboundBytesPerAddress()));
    }
    return config;
  }

  public SealpostConfig withPort(int port) {
    return new SealpostConfig(
        source,
        listener.withPort(port),
        admin,
        storage,
        keys,
        delivery,
        sockets,
        registration,
        devices,
        media,
        limits,
        logging);
  }
}
