package org.sealpost.storage.tck.model;

import java.time.Clock;
import java.util.function.Function;
import org.sealpost.storage.accounts.AccountStore;
import org.sealpost.storage.accounts.ReservationStore;
import org.sealpost.storage.audit.AuditStore;
import org.sealpost.storage.datakeys.DataKeyStore;
import org.sealpost.storage.inboxes.InboxLimits;
import org.sealpost.storage.inboxes.InboxStore;
import org.sealpost.storage.prekeys.PreKeyStore;
import org.sealpost.storage.profiles.ProfileStore;
import org.sealpost.storage.registration.RegistrationStore;
import org.sealpost.storage.tck.StoreUnderTest.Opener;

/// The model with one of its stores in another shape, which is made anew at each opening.
final class OverModel {
  private OverModel() {}

  @FunctionalInterface
  interface Inboxes {
    ModelInboxes over(ModelData data, InboxLimits limits, Clock clock);
  }

  static Opener inboxes(Inboxes shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) -> {
      ModelInboxes inboxes = shape.over(data, limits, clock);
      return new ModelStorage(data, limits, clock, beforeCommit) {
        @Override
        public InboxStore inboxes() {
          return inboxes;
        }
      };
    };
  }

  static Opener accounts(Function<ModelData, ModelAccounts> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) -> {
      ModelAccounts accounts = shape.apply(data);
      return new ModelStorage(data, limits, clock, beforeCommit) {
        @Override
        public AccountStore accounts() {
          return accounts;
        }
      };
    };
  }

  static Opener reservations(Function<ModelData, ModelReservations> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public ReservationStore reservations() {
            return shape.apply(data);
          }
        };
  }

  static Opener audit(Function<ModelData, ModelAudit> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) -> {
      ModelAudit audit = shape.apply(data);
      return new ModelStorage(data, limits, clock, beforeCommit) {
        @Override
        public AuditStore audit() {
          return audit;
        }
      };
    };
  }

  static Opener dataKeys(Function<ModelData, ModelDataKeys> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) -> {
      ModelDataKeys dataKeys = shape.apply(data);
      return new ModelStorage(data, limits, clock, beforeCommit) {
        @Override
        public DataKeyStore dataKeys() {
          return dataKeys;
        }
      };
    };
  }

  static Opener preKeys(Function<ModelData, ModelPreKeys> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) -> {
      ModelPreKeys preKeys = shape.apply(data);
      return new ModelStorage(data, limits, clock, beforeCommit) {
        @Override
        public PreKeyStore preKeys() {
          return preKeys;
        }
      };
    };
  }

  static Opener profiles(Function<ModelData, ModelProfiles> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public ProfileStore profiles() {
            return shape.apply(data);
          }
        };
  }

  static Opener registrations(Function<ModelData, ModelRegistrations> shape) {
    ModelData data = new ModelData();
    return (limits, clock, beforeCommit) ->
        new ModelStorage(data, limits, clock, beforeCommit) {
          @Override
          public RegistrationStore registrations() {
            return shape.apply(data);
          }
        };
  }
}
