package org.sealpost.storage.dynamo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Sees every call of the service, and fails or changes those that a test picks: DynamoDB Local
/// throttles nobody and hardly ever lets two transactions meet.
final class WatchedService implements ExecutionInterceptor {
  private final List<SdkRequest> seen = new CopyOnWriteArrayList<>();
  private volatile Function<SdkRequest, Optional<SdkException>> failing = _ -> Optional.empty();
  private volatile Function<SdkRequest, Optional<SdkException>> losing = _ -> Optional.empty();
  private volatile BiFunction<SdkRequest, SdkResponse, SdkResponse> changing =
      (_, response) -> response;

  /// Instead of being sent.
  void failBefore(Function<SdkRequest, Optional<SdkException>> plan) {
    failing = plan;
  }

  /// After it was done, before the answer.
  void failAfter(Function<SdkRequest, Optional<SdkException>> plan) {
    losing = plan;
  }

  void change(BiFunction<SdkRequest, SdkResponse, SdkResponse> plan) {
    changing = plan;
  }

  void forget() {
    seen.clear();
  }

  <T> List<T> seen(Class<T> kind) {
    Stream<T> all = seen.stream().filter(kind::isInstance).map(kind::cast);
    return new ArrayList<>(all.toList());
  }

  /// The first so many of a kind of request.
  static Function<SdkRequest, Optional<SdkException>> first(
      int count, Class<?> kind, SdkException fault) {
    int[] left = {count};
    return request -> {
      synchronized (left) {
        return kind.isInstance(request) && left[0]-- > 0 ? Optional.of(fault) : Optional.empty();
      }
    };
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    seen.add(context.request());
    failing
        .apply(context.request())
        .ifPresent(fault -> {
          throw fault;
        });
  }

  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    losing
        .apply(context.request())
        .ifPresent(fault -> {
          throw fault;
        });
    return changing.apply(context.request(), context.response());
  }
}
