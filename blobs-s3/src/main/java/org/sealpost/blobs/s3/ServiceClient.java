package org.sealpost.blobs.s3;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.sealpost.storage.StorageRefused;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The SDK's client and presigner, as this module wants them: in the plain form of the protocol
/// that other makers' stores speak too.
final class ServiceClient {
  private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(5);

  private ServiceClient() {}

  static S3Client open(S3Config config) {
    config.place().endpoint().ifPresent(ServiceClient::check);
    Duration timeout = config.tuning().timeout();
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials(config))
            .serviceConfiguration(form(config))
            // the Content-MD5 of what is sent is known to every store; newer checksums are not
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(
                        timeout.compareTo(CONNECT_AT_MOST) < 0 ? timeout : CONNECT_AT_MOST)
                    .socketTimeout(timeout))
            .overrideConfiguration(settings ->
                settings
                    .retryStrategy(RetryMode.STANDARD)
                    .apiCallAttemptTimeout(timeout)
                    .apiCallTimeout(timeout.multipliedBy(2)));
    config.place().region().map(Region::of).ifPresent(builder::region);
    config.place().endpoint().ifPresent(builder::endpointOverride);
    return built(builder::build);
  }

  static S3Presigner presigner(S3Config config) {
    config.place().endpoint().ifPresent(ServiceClient::check);
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .credentialsProvider(credentials(config))
            .serviceConfiguration(form(config));
    config.place().region().map(Region::of).ifPresent(builder::region);
    config.place().endpoint().ifPresent(builder::endpointOverride);
    return built(builder::build);
  }

  /// The SDK looks for a region when it builds.
  private static <T> T built(Supplier<T> building) {
    try {
      return building.get();
    } catch (SdkClientException e) {
      throw new StorageRefused(
          "The region of the media bucket is not known; set media.s3.region (where the store has no"
              + " regions, us-east-1).");
    }
  }

  private static S3Configuration form(S3Config config) {
    return S3Configuration.builder()
        .pathStyleAccessEnabled(config.place().pathStyle())
        .chunkedEncodingEnabled(false)
        .build();
  }

  private static AwsCredentialsProvider credentials(S3Config config) {
    return config
        .credentials()
        .<AwsCredentialsProvider>map(given ->
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    given.accessKeyId(),
                    new String(given.secretAccessKey().reveal(), StandardCharsets.UTF_8))))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  private static void check(URI endpoint) {
    boolean secure = "https".equals(endpoint.getScheme());
    boolean plain = "http".equals(endpoint.getScheme());
    if (endpoint.getHost() == null) { // which InetAddress takes for this machine
      throw new StorageRefused(
          "The endpoint of the media bucket names no host (a name with an underscore is none); write"
              + " it as https://HOST, or leave media.s3.endpoint out for AWS itself.");
    }
    if (!secure && !(plain && isLoopback(endpoint.getHost()))) {
      throw new StorageRefused(
          "The endpoint of the media bucket is not https and not on this machine; use https, or"
              + " leave media.s3.endpoint out for AWS itself.");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
