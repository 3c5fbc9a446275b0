package org.sealpost.server.boot;

import java.util.List;
import org.sealpost.config.MultiRecipientConfig;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.delivery.AuthorizeMultiRecipientSend;
import org.sealpost.core.delivery.AuthorizeSend;
import org.sealpost.core.delivery.ConnectedDevices;
import org.sealpost.core.delivery.DeliveryLimits;
import org.sealpost.core.delivery.DeviceInboxes;
import org.sealpost.core.delivery.EnvelopeIds;
import org.sealpost.core.delivery.InboxSweeper;
import org.sealpost.core.delivery.RecentEnvelopes;
import org.sealpost.core.delivery.SendLimits;
import org.sealpost.core.delivery.SendMessage;
import org.sealpost.core.delivery.SendToMany;
import org.sealpost.core.delivery.SteadyClock;
import org.sealpost.protocol.MultiRecipientMessage;
import org.sealpost.server.http.Route;
import org.sealpost.server.http.messages.MessagesResource;
import org.sealpost.server.http.messages.MultiRecipientResource;

/// Sends, inboxes and the devices that are connected.
final class DeliveryModule {
  final ConnectedDevices devices;
  final SendMessage send;
  final InboxSweeper sweeper;
  private final List<Route> routes;

  DeliveryModule(Ground ground) {
    DeliveryLimits limits = limits(ground.config);
    EnvelopeIds ids = new EnvelopeIds(ground.keys.secrets().envelopeIds());
    RecentEnvelopes recent =
        new RecentEnvelopes(limits.rememberedEnvelopes(), limits.rememberedFor(), ground.clock);
    devices =
        new ConnectedDevices(
            new DeviceInboxes(ground.accounts, ground.storage.inboxes(), ground.keyring, recent),
            limits,
            ground.tasks,
            new SteadyClock());
    send =
        new SendMessage(
            ground.accounts,
            ground.storage.inboxes(),
            ground.keyring,
            ids,
            recent,
            devices,
            limits,
            ground.clock);
    SendToMany sendToMany =
        new SendToMany(
            ground.accounts,
            ground.storage.inboxes(),
            ground.keyring,
            ids,
            recent,
            devices,
            limits,
            ground.tasks,
            ground.clock);
    sweeper = new InboxSweeper(ground.storage.inboxes());
    SendLimits sendLimits = new SendLimits(ground.limits);
    routes =
        Route.table(
            new MultiRecipientResource(
                    new AuthorizeMultiRecipientSend(ground.accounts, ground.anonymousAccess),
                    sendToMany,
                    sendLimits,
                    ground.limited,
                    bounds(ground.config.delivery().multiRecipient()))
                .routes(),
            new MessagesResource(
                    new AuthorizeSend(ground.accounts, ground.anonymousAccess::check),
                    send,
                    sendLimits)
                .routes());
  }

  List<Route> routes() {
    return routes;
  }

  private static MultiRecipientResource.Bounds bounds(MultiRecipientConfig toMany) {
    return new MultiRecipientResource.Bounds(
        new MultiRecipientMessage.Bounds(toMany.maxRecipients(), toMany.maxDevices()),
        toMany.maxBytes());
  }

  private static DeliveryLimits limits(SealpostConfig config) {
    DeliveryLimits standard = DeliveryLimits.DEFAULT;
    return new DeliveryLimits(
        standard.maxContentBytes(),
        config.delivery().timeToLive(),
        config.delivery().windowEnvelopes(),
        config.delivery().windowBytes(),
        standard.uncommittedAnswers(),
        config.delivery().answerTimeout(),
        standard.safetyRead(),
        standard.retryFirst(),
        standard.retryMost(),
        standard.rememberedEnvelopes(),
        standard.rememberedFor(),
        standard.maxConnections(),
        standard.inboxFullRetryAfter());
  }
}
