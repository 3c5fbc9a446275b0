package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.config.DevicesConfig;
import org.sealpost.core.accounts.RetiredDevices;
import org.sealpost.core.devices.AwaitLinkedDevice;
import org.sealpost.core.devices.ChangeCapabilities;
import org.sealpost.core.devices.CreateLinkCode;
import org.sealpost.core.devices.LinkCodes;
import org.sealpost.core.devices.LinkDevice;
import org.sealpost.core.devices.LinkWaits;
import org.sealpost.core.devices.ListDevices;
import org.sealpost.core.devices.ProvisioningRelay;
import org.sealpost.core.devices.RenameDevice;
import org.sealpost.core.devices.UnlinkDevice;
import org.sealpost.crypto.DeviceCreationSeal;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.devices.DevicesResource;
import org.sealpost.server.http.devices.LinkedDevicesResource;
import org.sealpost.server.http.devices.ProvisioningResource;

/// An account's devices: linking, listing, naming, unlinking.
final class DevicesModule {
  /// Requests that wait for a linked device, each with a virtual thread of its own.
  private static final int LINK_WAITS_OF_ACCOUNT = 4;

  private static final int LINK_WAITS = 250;

  final LinkWaits linkWaits;

  /// Whoever ends devices says so: their connections are closed, and they wait for nobody.
  final RetiredDevices retired;

  final ProvisioningRelay provisioning;
  private final List<Route> routes;

  DevicesModule(Ground ground, DeliveryModule delivery) {
    linkWaits = new LinkWaits(LINK_WAITS_OF_ACCOUNT, LINK_WAITS);
    retired =
        inboxes -> {
          delivery.devices.retired(inboxes);
          linkWaits.retired(inboxes);
        };
    provisioning = new ProvisioningRelay(ground.config.sockets().maxProvisioning(), ground.random);
    ListDevices list = new ListDevices(ground.accounts, new DeviceCreationSeal(ground.natives));
    routes =
        Route.table(
            devices(ground, list).routes(),
            new LinkedDevicesResource(
                    new RenameDevice(ground.accounts),
                    new AwaitLinkedDevice(ground.accounts, linkWaits),
                    list,
                    ground.limited)
                .routes(),
            new ProvisioningResource(provisioning, ground.limited).routes());
  }

  List<Route> routes() {
    return routes;
  }

  private DevicesResource devices(Ground ground, ListDevices list) {
    DevicesConfig config = ground.config.devices();
    LinkCodes codes =
        new LinkCodes(
            ground.keys.secrets().linkCodes(),
            config.linkCodeLifetime(),
            ground.clock,
            ground.random);
    return new DevicesResource(
        new CreateLinkCode(codes, config.max()),
        new LinkDevice(
            ground.accounts,
            codes,
            ground.keyring,
            ground.preKeyCheck,
            ground.newDevices,
            linkWaits,
            config.max(),
            ground.clock,
            ground.audit),
        new UnlinkDevice(ground.accounts, retired, ground.audit),
        list,
        new ChangeCapabilities(ground.accounts),
        ground.limited);
  }
}
