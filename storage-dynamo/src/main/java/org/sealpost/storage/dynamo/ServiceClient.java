package org.sealpost.storage.dynamo;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.sealpost.storage.StorageRefused;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/// The SDK's client, which makes each call once: [Attempts] knows which may be made again.
final class ServiceClient {
  private ServiceClient() {}

  /// @param interceptors for tests: see, change or fail calls
  static DynamoDbClient open(DynamoConfig config, List<ExecutionInterceptor> interceptors) {
    config.place().endpoint().ifPresent(ServiceClient::check);
    var timeout = config.tuning().callTimeout();
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder()
            .region(Region.of(config.place().region()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout))
            .overrideConfiguration(settings ->
                settings
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .executionInterceptors(interceptors));
    config.place().endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static void check(URI endpoint) {
    boolean secure = "https".equals(endpoint.getScheme());
    boolean plain = "http".equals(endpoint.getScheme());
    if (endpoint.getHost() == null) { // which InetAddress takes for this machine
      throw new StorageRefused(
          "The endpoint of DynamoDB names no host (a name with an underscore is none); write it as"
              + " https://HOST, or leave storage.dynamo.endpoint out for the service itself.");
    }
    if (!secure && !(plain && isLoopback(endpoint.getHost()))) {
      throw new StorageRefused(
          "The endpoint of DynamoDB is not https and not on this machine; use https, or leave"
              + " storage.dynamo.endpoint out for the service itself.");
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
