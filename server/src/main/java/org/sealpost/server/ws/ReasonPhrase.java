package org.sealpost.server.ws;

import org.eclipse.jetty.http.HttpStatus;

/// The words of a status in a tunnelled response.
final class ReasonPhrase {
  private ReasonPhrase() {}

  static String of(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 500 -> "Error response";
      default -> HttpStatus.getMessage(status);
    };
  }
}
