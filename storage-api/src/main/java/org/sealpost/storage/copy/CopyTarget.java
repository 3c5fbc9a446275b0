package org.sealpost.storage.copy;

import java.util.List;
import java.util.Optional;

/// A store that is being filled. From [#begin] to [#finish] it is no store: whoever opens it as one
/// is refused. Belongs to one thread; it can be read like a source, to be compared with it.
public interface CopyTarget extends CopySource {
  /// Begins, or goes on where an interrupted copy of the same source stopped; durable on return.
  ///
  /// @return where the source is to be read next; empty when all is there
  /// @throws org.sealpost.storage.StorageRefused when the store is not empty, or is being filled
  ///   from another source; the message is for a person
  Optional<CopyCursor> begin(String source);

  /// Keeps the records, in their order behind those of earlier pages, and where the source is to be
  /// read next, in one commit or so that a page which is written again is there once; durable on
  /// return.
  ///
  /// @param next empty when these were the last
  void write(List<CopyRecord> records, Optional<CopyCursor> next);

  /// Makes it a store; durable on return.
  void finish();
}
