package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.core.certificates.IssueSenderCertificate;
import org.sealpost.core.profiles.CheckIdentityKeys;
import org.sealpost.core.profiles.ReadProfile;
import org.sealpost.core.profiles.WriteProfile;
import org.sealpost.crypto.ProfileCommitments;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.certificates.CertificateResource;
import org.sealpost.server.http.profiles.ProfileResource;

/// Profiles and the credentials and certificates that are issued for them.
final class ProfilesModule {
  private final List<Route> routes;

  ProfilesModule(Ground ground, MediaModule media) {
    WriteProfile write =
        new WriteProfile(
            ground.storage.profiles(),
            ground.accounts,
            ground.keyring,
            ground.hashes,
            new ProfileCommitments(ground.natives),
            media.grant,
            media.end);
    ReadProfile read =
        new ReadProfile(
            ground.storage.profiles(),
            ground.accounts,
            ground.anonymousAccess,
            ground.keyring,
            ground.hashes,
            ground.keys.secrets().profileCredentials(ground.natives),
            ground.clock);
    routes =
        Route.table(
            new ProfileResource(write, read, new CheckIdentityKeys(ground.accounts), ground.limited)
                .routes(),
            new CertificateResource(
                    new IssueSenderCertificate(
                        ground.keys.secrets().senderCertificates(ground.natives), ground.clock))
                .routes());
  }

  List<Route> routes() {
    return routes;
  }
}
