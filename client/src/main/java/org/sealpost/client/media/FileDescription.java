package org.sealpost.client.media;

/// What the recipient is told of a file.
///
/// @param contentType as in HTTP; empty: not said
/// @param fileName a name, not a path; empty: not said
public record FileDescription(String contentType, String fileName) {
  public static final FileDescription NONE = new FileDescription("", "");

  @Override
  public String toString() {
    return "FileDescription[redacted]";
  }
}
