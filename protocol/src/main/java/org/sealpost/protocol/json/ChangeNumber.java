package org.sealpost.protocol.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.OutgoingMessages.OutgoingMessage;

/// PUT /v2/accounts/number; without its first four members also PUT
/// /v2/accounts/phone_number_identity_key_distribution. The maps are by device id. Source: accounts
/// and devices, section 9.
public record ChangeNumber(
    @Nullable String sessionId,
    @Nullable Bytes recoveryPassword,
    @Nullable String number,
    @Nullable String reglock,
    @Nullable Bytes pniIdentityKey,
    @Nullable List<@Nullable OutgoingMessage> deviceMessages,
    @Nullable Map<Integer, @Nullable SignedPreKey> devicePniSignedPrekeys,
    @Nullable Map<Integer, @Nullable SignedPreKey> devicePniPqLastResortPrekeys,
    @Nullable Map<Integer, @Nullable Integer> pniRegistrationIds) {

  @Override
  public String toString() {
    return "ChangeNumber[redacted]";
  }
}
