package org.sealpost.server.http;

import java.util.Optional;

/// The verbs of the interface.
public enum Method {
  GET,
  PUT,
  POST,
  PATCH,
  DELETE;

  static Optional<Method> parse(String verb) {
    return switch (verb) {
      case "GET" -> Optional.of(GET);
      case "PUT" -> Optional.of(PUT);
      case "POST" -> Optional.of(POST);
      case "PATCH" -> Optional.of(PATCH);
      case "DELETE" -> Optional.of(DELETE);
      case String _ -> Optional.empty();
    };
  }
}
