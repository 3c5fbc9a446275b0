package org.sealpost.crypto;

/// What is in a keys folder, opened: see [KeysFolder].
public record ServerKeys(StoreKeys storeKeys, ServerSecrets secrets) {}
