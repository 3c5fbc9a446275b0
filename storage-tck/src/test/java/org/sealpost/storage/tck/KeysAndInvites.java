package org.sealpost.storage.tck;

import static org.sealpost.storage.tck.WrongStoresTest.caught;

import java.util.List;
import java.util.stream.Stream;
import org.sealpost.storage.tck.WrongStoresTest.Planted;
import org.sealpost.storage.tck.model.WrongPreKeys;
import org.sealpost.storage.tck.model.WrongRegistrations;

/// Mistakes about what is given out once, and the cases that were made for them: a part of
/// [WrongStoresTest].
final class KeysAndInvites {
  private KeysAndInvites() {}

  static List<Stream<Planted>> preKeys() {
    return List.of(
        caught(
            WrongPreKeys::givingAPreKeyTwice,
            "underContentionEachKeyIsTakenOnce",
            "oneTimeKeysAreTakenOldestFirstAndEachOnce"),
        caught(WrongPreKeys::choosingKeysBeforeTheCommit, "overlappingFetchesTakeDifferentKeys"),
        caught(WrongPreKeys::takingInMemory, "aTakenKeyIsGoneAfterReopening"),
        caught(WrongPreKeys::takingTheNewest, "oneTimeKeysAreTakenOldestFirstAndEachOnce"),
        caught(WrongPreKeys::usingUpTheLastResortKey, "repeatedUseKeysAreNeverUsedUp"),
        caught(
            WrongPreKeys::replacingWhatAnUploadDoesNotName,
            "anUploadReplacesWhatItNamesAndLeavesTheRest"),
        caught(WrongPreKeys::keepingOneSetForBothIdentities, "identitiesHaveKeysOfTheirOwn"));
  }

  static List<Stream<Planted>> registrations() {
    return List.of(
        caught(
            WrongRegistrations::leavingAnInviteThatWasUsed,
            "theRightCodeUsesTheInviteUp",
            "underContentionAnInviteIsRedeemedOnce"),
        caught(
            WrongRegistrations::lookingForAnInviteBeforeTheCommit,
            "overlappingRedemptionsUseAnInviteOnce"),
        caught(
            WrongRegistrations::countingNoWrongCodes,
            "wrongCodesAreCountedOverAllSessionsAndBurnTheInvite"),
        caught(WrongRegistrations::passingOverASessionsVersion, "aSessionThatChangedCountsNothing"),
        caught(
            WrongRegistrations::openingSessionsWithoutBound,
            "sessionsAreBoundedForAnAddressAndInAll"),
        caught(
            WrongRegistrations::keepingTheAgeOfASessionThatBeginsAnew,
            "aSessionThatBeginsAnewIsAmongTheNewest"),
        caught(WrongRegistrations::showingSessionsThatExpired, "whatExpiredIsAbsentAndSwept"),
        caught(WrongRegistrations::sweepingWithoutBound, "whatExpiredIsAbsentAndSwept"));
  }
}
