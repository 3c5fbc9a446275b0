package org.sealpost.interop;

import java.util.Map;
import java.util.TreeMap;

/// The requests of the wire interface that ordinary use needs, with how much: its README, section
/// 9, rows of P0 to P2.
final class WireInterface {

  private static final String REQUESTS =
      """
      P0 GET /v1/websocket
      P1 GET /v1/websocket/provisioning
      P0 GET /v1/keepalive
      P0 POST /v1/verification/session
      P0 GET /v1/verification/session/{id}
      P0 PATCH /v1/verification/session/{id}
      P0 POST /v1/verification/session/{id}/code
      P0 PUT /v1/verification/session/{id}/code
      P0 POST /v1/registration
      P0 GET /v1/accounts/whoami
      P0 PUT /v1/accounts/attributes
      P1 DELETE /v1/accounts/me
      P2 PUT /v1/accounts/registration_lock
      P2 DELETE /v1/accounts/registration_lock
      P1 PUT /v1/accounts/name
      P2 PUT /v1/accounts/username_hash/reserve
      P2 PUT /v1/accounts/username_hash/confirm
      P2 DELETE /v1/accounts/username_hash
      P2 GET /v1/accounts/username_hash/{hash}
      P2 PUT /v1/accounts/username_link
      P2 DELETE /v1/accounts/username_link
      P2 GET /v1/accounts/username_link/{uuid}
      P2 PUT /v2/accounts/number
      P0 GET /v1/devices
      P1 DELETE /v1/devices/{id}
      P1 GET /v1/devices/provisioning/code
      P1 PUT /v1/devices/link
      P2 GET /v1/devices/wait_for_linked_device/{tokenId}
      P1 PUT /v1/provisioning/{address}
      P0 PUT /v2/keys
      P0 GET /v2/keys
      P1 POST /v2/keys/check
      P0 GET /v2/keys/{serviceId}/{deviceId or *}
      P0 PUT /v1/messages/{serviceId}
      P2 PUT /v1/messages/multi_recipient
      P1 GET /v4/attachments/form/upload
      P1 PUT /v1/profile
      P1 GET /v1/profile/{serviceId}
      P1 GET /v1/profile/{aci}/{version}
      P1 GET /v1/profile/{aci}/{version}/{request}
      P1 GET /v1/certificate/delivery
      P2 GET /v1/certificate/auth/group
      P2 GET /v1/storage/auth
      P2 GET /v1/sticker/pack/form/{count}
      P2 PUT /v2/groups
      P2 GET /v2/groups
      P2 PATCH /v2/groups
      P2 GET /v2/groups/logs/{from}
      P2 GET /v2/groups/joined_at_version
      P2 GET /v2/groups/avatar/form
      P2 GET /v2/groups/join/{password}
      P2 GET /v1/storage/manifest
      P2 GET /v1/storage/manifest/version/{v}
      P2 PUT /v1/storage
      P2 PUT /v1/storage/read
      P1 POST {the form's location on CDN 3}
      P1 HEAD {the form's location on CDN 3}
      P1 PATCH {the form's location on CDN 3}
      P1 POST {the form's location on CDN 2}
      P1 PUT {the form's location on CDN 2}
      P1 POST /
      P1 GET /attachments/{key}
      P1 GET /profiles/{name}
      P1 GET /groups/{group}/{name}
      P1 GET /stickers/{pack}/manifest.proto
      P1 GET /stickers/{pack}/full/{number}
      """;

  private WireInterface() {}

  /// By method and path, as the pages write them.
  static Map<String, String> needs() {
    var needs = new TreeMap<String, String>();
    REQUESTS
        .lines()
        .forEach(
            line -> needs.put(CompatibilityPageTest.key(line.substring(3)), line.substring(0, 2)));
    return needs;
  }
}
