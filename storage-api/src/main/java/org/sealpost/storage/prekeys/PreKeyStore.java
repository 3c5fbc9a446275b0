package org.sealpost.storage.prekeys;

import java.util.List;
import java.util.Optional;

/// Public prekeys. A one-time key is handed out once, under any concurrency and across a crash; the
/// oldest of the upload first as far as concurrency allows (any of the eight oldest).
public interface PreKeyStore {
  /// Replaces what the upload names, all or none; durable on return. False, and nothing written,
  /// when the owner does not exist: the device is gone, or its keys are another set now.
  boolean publish(PreKeyOwner owner, PreKeyUpload upload);

  /// Takes one EC and one Kyber one-time key of each owner, where there are any; durable on return
  /// (promise 8). Owners that do not exist are left out of the answer; the others keep their order.
  List<TakenKeys> take(List<PreKeyOwner> owners);

  /// Zero for an owner that does not exist.
  PreKeyCount count(PreKeyOwner owner);

  Optional<RepeatedUseKeys> repeatedUse(PreKeyOwner owner);
}
