package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.config.MultiRecipientConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.server.http.Limited;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.about.AboutResource;
import org.sealpost.server.http.accounts.AccountResource;
import org.sealpost.server.http.accounts.NumberResource;
import org.sealpost.server.http.accounts.RegistrationResource;
import org.sealpost.server.http.accounts.UsernameResource;
import org.sealpost.server.http.accounts.VerificationResource;
import org.sealpost.server.http.certificates.CertificateResource;
import org.sealpost.server.http.devices.DevicesResource;
import org.sealpost.server.http.devices.LinkedDevicesResource;
import org.sealpost.server.http.devices.ProvisioningResource;
import org.sealpost.server.http.keys.KeysResource;
import org.sealpost.server.http.messages.MessagesResource;
import org.sealpost.server.http.messages.MultiRecipientResource;
import org.sealpost.server.http.profiles.ProfileResource;

/// The endpoint table: every row that is served, over HTTP and in sockets.
final class RoutesModule {
  private RoutesModule() {}

  static List<Route> table(SealpostConfig config, Core core) {
    Limited limited = new Limited(core.limits);
    return Route.table(
        new AboutResource(
                new AboutResource.About("Sealpost", Version.TEXT, "AGPL-3.0-only", config.source()))
            .routes(),
        new VerificationResource(core.sessions, limited).routes(),
        new RegistrationResource(core.register, limited).routes(),
        new AccountResource(core.changeAttributes, core.changeLock, core.deleteAccount).routes(),
        new UsernameResource(
                core.reserveUsername,
                core.confirmUsername,
                core.changeUsername,
                core.findUsername,
                limited)
            .routes(),
        new NumberResource(core.changeNumber, core.changeDiscoverability, limited).routes(),
        new DevicesResource(
                core.createLinkCode,
                core.linkDevice,
                core.unlinkDevice,
                core.listDevices,
                core.changeCapabilities,
                limited)
            .routes(),
        new LinkedDevicesResource(
                core.renameDevice, core.awaitLinkedDevice, core.listDevices, limited)
            .routes(),
        new ProvisioningResource(core.provisioning, limited).routes(),
        new KeysResource(
                core.publishPreKeys,
                core.countPreKeys,
                core.checkPreKeys,
                core.fetchPreKeys,
                limited)
            .routes(),
        new ProfileResource(core.writeProfile, core.readProfile, core.checkIdentityKeys, limited)
            .routes(),
        new CertificateResource(core.issueCertificate).routes(),
        new MultiRecipientResource(
                core.authorizeToMany, core.sendToMany, core.sendLimits, limited, bounds(config))
            .routes(),
        new MessagesResource(core.authorize, core.send, core.sendLimits).routes());
  }

  private static MultiRecipientResource.Bounds bounds(SealpostConfig config) {
    MultiRecipientConfig toMany = config.delivery().multiRecipient();
    return new MultiRecipientResource.Bounds(
        new MultiRecipientMessage.Bounds(toMany.maxRecipients(), toMany.maxDevices()),
        toMany.maxBytes());
  }
}
