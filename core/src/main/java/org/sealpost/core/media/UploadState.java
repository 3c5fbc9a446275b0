package org.sealpost.core.media;

/// How far a resumable upload is.
public sealed interface UploadState {
  /// So many bytes are there.
  record At(long offset) implements UploadState {}

  /// The token is not one for this object, or its time is over.
  record Refused() implements UploadState {}

  /// There is no such upload: it is begun with a new form.
  record NotFound() implements UploadState {}
}
