package org.sealpost.storage.tck.faults;

/// A call on its way into a store.
///
/// @param store as its method of `Storage` is called, such as `inboxes`
/// @param operation the method's name, such as `append`
public record Call(String store, String operation) {}
