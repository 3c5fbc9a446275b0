package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.storage.tck.StoreUnderTest.Opener;
import org.sealpost.storage.tck.model.WrongAccounts;
import org.sealpost.storage.tck.model.WrongAudit;
import org.sealpost.storage.tck.model.WrongAuditedActions;
import org.sealpost.storage.tck.model.WrongDeletions;
import org.sealpost.storage.tck.model.WrongFormerAccounts;
import org.sealpost.storage.tck.model.WrongInboxLife;
import org.sealpost.storage.tck.model.WrongKeyGenerations;
import org.sealpost.storage.tck.model.WrongNumberChanges;
import org.sealpost.storage.tck.model.WrongOrder;
import org.sealpost.storage.tck.model.WrongPreKeys;
import org.sealpost.storage.tck.model.WrongRegistrations;
import org.sealpost.storage.tck.model.WrongRepeats;
import org.sealpost.storage.tck.model.WrongRequests;
import org.sealpost.storage.tck.model.WrongRestoreMarks;
import org.sealpost.storage.tck.model.WrongUsernames;

/// Each planted mistake is caught by the cases that were made for it.
class WrongStoresTest {
  private record OverWrongStore(StoreUnderTest store)
      implements StorageContracts, RestoreMarksContract {
    /// One seed must see what two of the usual length see in most cases.
    @Override
    public int historySteps() {
      return 8_000;
    }
  }

  record Planted(Supplier<Opener> store, String caughtBy) {
    @Override
    public String toString() {
      return caughtBy;
    }
  }

  static Stream<Planted> caught(Supplier<Opener> store, String... cases) {
    return Stream.of(cases).map(name -> new Planted(store, name));
  }

  static Stream<Planted> mistakes() {
    return Stream.of(
            accounts(),
            deletions(),
            NamesAndNumbers.numberChanges(),
            NamesAndNumbers.usernames(),
            NamesAndNumbers.formerAccounts(),
            keyGenerations(),
            audit(),
            auditedActions(),
            restoreMarks(),
            order(),
            requests(),
            repeats(),
            life(),
            KeysAndInvites.preKeys(),
            KeysAndInvites.registrations(),
            RowsOfObjects.media(),
            inRandomHistories())
        .flatMap(List::stream)
        .flatMap(planted -> planted);
  }

  /// What one caller alone can see.
  private static List<Stream<Planted>> inRandomHistories() {
    return Stream.concat(RowsOfObjects.inRandomHistories(), inHistories())
        .map(store -> caught(store, "aRandomHistoryAgreesWithTheModel"))
        .toList();
  }

  private static Stream<Supplier<Opener>> inHistories() {
    return Stream.<Supplier<Opener>>of(
        WrongAccounts::updatingWithoutComparing,
        WrongAccounts::leavingUnlinkedDevicesTheirKeys,
        WrongAccounts::droppingTheProfileFirstWritten,
        WrongNumberChanges::changingToAnothersNumber,
        WrongNumberChanges::keepingTheOldNumberTaken,
        WrongNumberChanges::keepingOneTimeKeysOfTheSetBefore,
        WrongNumberChanges::rekeyingWhateverBecomesOfTheChange,
        WrongNumberChanges::answeringForEverySet,
        WrongFormerAccounts::rememberingWhoseNumberIsTaken,
        WrongFormerAccounts::rememberingForEver,
        WrongFormerAccounts::sweepingWhatIsNotOver,
        WrongUsernames::confirmingWhatIsReservedForAnother,
        WrongUsernames::holdingWhatHasLapsed,
        WrongUsernames::reservingWhatIsConfirmed,
        WrongUsernames::reservingWhatIsReserved,
        WrongUsernames::keepingTheReservationOfBefore,
        WrongUsernames::leavingTheReservationOfADeletedAccount,
        WrongDeletions::leavingTheDataKey,
        WrongDeletions::keepingTheNumberTaken,
        WrongDeletions::deletingWithoutComparing,
        WrongKeyGenerations::rewrappingWithoutComparing,
        WrongKeyGenerations::retiringWithoutLooking,
        WrongKeyGenerations::takingFirstKeysOfAnyGeneration,
        WrongAudit::keepingWhatIsAddedAgain,
        WrongAudit::givingIndicesInTheOrderOfTheOutbox,
        WrongAuditedActions::updatingWithoutEntries,
        WrongAuditedActions::deletingWithoutEntries,
        WrongAuditedActions::redeemingWithoutEntries,
        WrongOrder::beginningAgainInAnEmptyInbox,
        WrongOrder::tellingAPositionBeforeThatIsTooLow,
        WrongOrder::fillingAPageWithoutWeighingIt,
        WrongRequests::countingNoGaps,
        WrongRequests::fillingAnInboxWithoutWeighingIt,
        WrongRequests::refusingARepeatForWantOfRoom,
        WrongRepeats::takingTheSameIdElsewhereForARepeat,
        WrongRepeats::lettingNothingExpire,
        WrongRepeats::replacingWhatExpiredWithoutCountingIt,
        WrongInboxLife::losingTheCountOfAcknowledgements,
        WrongInboxLife::keepingEpochsInMemory,
        WrongPreKeys::givingAPreKeyTwice,
        WrongPreKeys::takingTheNewest,
        WrongRegistrations::countingNoWrongCodes,
        WrongRegistrations::openingSessionsWithoutBound);
  }

  private static List<Stream<Planted>> accounts() {
    return List.of(
        caught(
            WrongAccounts::updatingWithoutComparing,
            "anUpdateNeedsTheVersionBefore",
            "oneOfManyConcurrentUpdatesWins"),
        caught(WrongAccounts::comparingBeforeTheCommit, "oneOfTwoOverlappingUpdatesWins"),
        caught(
            WrongAccounts::givingANumberToTwo,
            "aTakenKeyRefusesTheWholeAccount",
            "concurrentCreationsOfANumberGiveOneAccount"),
        caught(
            WrongAccounts::changingDevicesWhateverBecomesOfTheAccount,
            "aTakenKeyRefusesTheWholeAccount",
            "anUpdateNeedsTheVersionBefore"),
        caught(
            WrongAccounts::leavingUnlinkedDevicesTheirKeys, "anUpdateCarriesOutItsDeviceChanges"),
        caught(
            WrongAccounts::losingTheDataKey, "anAccountIsFoundByEachOfItsKeysAlsoAfterReopening"),
        caught(
            WrongAccounts::cachingWhatWasFoundDuringAnUpdate,
            "whatIsFoundAfterAnUpdateIsTheUpdate"),
        caught(WrongAccounts::answeringFromALateReplica, "aFindNeverGoesBack"),
        caught(WrongAccounts::replacingADataKey, "theFirstDataKeyStays"),
        caught(WrongAccounts::droppingTheProfileFirstWritten, "theVersionsWrittenLongestAgoGo"),
        caught(WrongAccounts::takingAProfileFromARetiredDevice, "aRetiredDeviceWritesNoProfile"));
  }

  private static List<Stream<Planted>> deletions() {
    return List.of(
        caught(WrongDeletions::leavingTheDataKey, "aDeletedAccountIsGoneWithAllThatBelongsToIt"),
        caught(WrongDeletions::leavingTheProfiles, "aDeletedAccountIsGoneWithAllThatBelongsToIt"),
        caught(
            WrongDeletions::leavingTheInboxes,
            "aDeletedAccountIsGoneWithAllThatBelongsToIt",
            "aDeletedAccountsEnvelopesArePurged"),
        caught(WrongDeletions::keepingTheNumberTaken, "whatADeletedAccountWasFoundByIsFree"),
        caught(WrongDeletions::deletingWithoutComparing, "aDeletionOfAnotherVersionChangesNothing"),
        caught(
            WrongDeletions::abandoningInboxesWhateverBecomesOfTheAccount,
            "aDeletionOfAnotherVersionChangesNothing"),
        caught(WrongDeletions::comparingBeforeTheCommit, "ofAnOverlappingUpdateAndDeletionOneWins"),
        caught(WrongAccounts::comparingBeforeTheCommit, "ofAnOverlappingUpdateAndDeletionOneWins"),
        caught(
            WrongRequests::checkingDevicesBeforeTheCommit,
            "anAppendThatADeletionOvertookIsRefused"),
        caught(
            WrongDeletions::cachingWhatWasFoundDuringADeletion,
            "whatIsFoundAfterADeletionIsNothing"));
  }

  private static List<Stream<Planted>> keyGenerations() {
    return List.of(
        caught(
            WrongKeyGenerations::listingTheGenerationItself, "keysOfEarlierGenerationsAreListed"),
        caught(WrongKeyGenerations::rewrappingWithoutComparing, "aKeyIsRewrappedOnceByWhoKnowsIt"),
        caught(
            WrongKeyGenerations::comparingBeforeTheCommit,
            "overlappingRewrapsKeepOne",
            "aDeletedAccountsKeyDoesNotComeBackByARewrap"),
        caught(
            WrongKeyGenerations::retiringWithoutLooking, "aGenerationIsNotRetiredWhileAKeyIsLeft"),
        caught(
            WrongKeyGenerations::lookingBeforeTheCommit,
            "noKeyOfARetiredGenerationIsKeptWhateverOverlaps",
            "noFirstKeyOfARetiredGenerationIsKeptWhateverOverlaps",
            "nothingIsRewrappedByARetiredGenerationWhateverOverlaps"),
        caught(
            WrongKeyGenerations::loweringTheGeneration,
            "retiringWhatIsRetiredIsAuditedOnceMoreAndLowersNothing"),
        caught(
            WrongKeyGenerations::keepingTheGenerationInMemory,
            "aGenerationIsNotRetiredWhileAKeyIsLeft"),
        caught(
            WrongKeyGenerations::takingFirstKeysOfAnyGeneration,
            "aKeyOfARetiredGenerationIsRefusedAndNothingWritten"),
        caught(
            WrongKeyGenerations::refusingByGenerationFirst,
            "whereAKeyWouldNotBeKeptItsGenerationDoesNotMatter"),
        caught(
            WrongKeyGenerations::checkingTheGenerationOfAnAccountBeforeTheCommit,
            "noKeyOfARetiredGenerationIsKeptWhateverOverlaps"),
        caught(
            WrongKeyGenerations::checkingTheGenerationOfAFirstKeyBeforeTheCommit,
            "noFirstKeyOfARetiredGenerationIsKeptWhateverOverlaps"),
        caught(
            WrongKeyGenerations::checkingTheGenerationOfARewrapBeforeTheCommit,
            "nothingIsRewrappedByARetiredGenerationWhateverOverlaps"));
  }

  private static List<Stream<Planted>> audit() {
    return List.of(
        caught(WrongAudit::keepingWhatIsAddedAgain, "addingAgainChangesNothing"),
        caught(WrongAudit::showingTheNewestFirst, "everyEntryIsShownBeforeLong"),
        caught(WrongAudit::comparingTheSizeBeforeTheCommit, "ofOverlappingSequencersOneSucceeds"),
        caught(
            WrongAudit::comparingNoSize,
            "anotherSizeSequencesNothing",
            "ofConcurrentSequencersWithOneSizeOneSucceeds"),
        caught(
            WrongAudit::passingOverWhatIsNotPending, "whatIsNotPendingIsSequencedWithNothingElse"),
        caught(
            WrongAudit::givingIndicesInTheOrderOfTheOutbox,
            "sequencedEntriesHaveTheirPlaceInTheOrderOfTheCallAlsoAfterReopening"),
        caught(WrongAudit::sequencingInTwoCommits, "sequencingThatIsCutOffIsDoneOrNot"),
        caught(WrongAudit::followingTheOutboxByACursor, "anEntryWhoseCommitWasLateIsNotSkipped"),
        caught(
            WrongAudit::rememberingTheOutboxInMemory,
            "whatWasAddedIsPendingAlsoAfterReopening",
            "everyActionLeavesItsEntriesAlsoAfterReopening"));
  }

  private static List<Stream<Planted>> auditedActions() {
    return Stream.concat(
            Stream.<Supplier<Opener>>of(
                    WrongAuditedActions::creatingWithoutEntries,
                    WrongAuditedActions::updatingWithoutEntries,
                    WrongAuditedActions::deletingWithoutEntries,
                    WrongAuditedActions::invitingWithoutEntries,
                    WrongAuditedActions::redeemingWithoutEntries,
                    WrongAuditedActions::burningWithoutEntries,
                    WrongAuditedActions::takingOneOutcomesEntriesForTheOthers,
                    WrongAuditedActions::retiringWithoutEntries)
                .map(store -> caught(store, "everyActionLeavesItsEntriesAlsoAfterReopening")),
            Stream.of(
                caught(
                    WrongAuditedActions::auditingEachWrongCodeAsTheLast,
                    "aRefusedActionLeavesNoEntry"),
                caught(
                    WrongAuditedActions::keepingEntriesBeforeTheAction,
                    "aRefusedActionLeavesNoEntry",
                    "anActionIsNeverSeenWithoutItsEntries",
                    "anActionThatIsCutOffLeavesBothOrNeither"),
                caught(
                    WrongAuditedActions::keepingEntriesAfterTheAction,
                    "anActionIsNeverSeenWithoutItsEntries",
                    "anActionThatIsCutOffLeavesBothOrNeither")))
        .toList();
  }

  private static List<Stream<Planted>> restoreMarks() {
    return List.of(
        caught(WrongRestoreMarks::leavingOneTimeKeys, "oneTimeKeysAreVoidAndOthersStay"),
        caught(
            WrongRestoreMarks::raisingEpochsByOne,
            "everyEpochIsBeyondWhatWasHandedOutSinceTheBackup"),
        caught(
            WrongRestoreMarks::endingAfterTheFirstPiece,
            "everyEpochIsBeyondWhatWasHandedOutSinceTheBackup"),
        caught(WrongRestoreMarks::markingAllAtOnce, "aPieceIsBoundedAndEnvelopesStay"));
  }

  private static List<Stream<Planted>> order() {
    return List.of(
        caught(WrongOrder::drawingPositionsBeforeTheCommit, "nothingLandsBehindWhatWasShown"),
        caught(WrongOrder::committingLaterThanOthers, "aTailingReaderSkipsNothing"),
        caught(
            WrongOrder::beginningAgainInAnEmptyInbox,
            "positionsGrowAfterTheInboxWasEmptied",
            "positionsGrowAfterReopeningAnEmptyInbox"),
        caught(WrongOrder::showingBeforeTheCommit, "nothingIsShownBeforeItsCommit"),
        caught(
            WrongOrder::tellingAPositionBeforeThatIsTooLow,
            "noQueuedEnvelopeIsBetweenThePositionBeforeAndItsOwn"),
        caught(
            WrongOrder::fillingAPageWithoutWeighingIt, "aPageHasAtMostSoManyBytesButForTheFirst"),
        caught(WrongOrder::sayingThatThereIsNoMore, "aPageHasAtMostSoManyEnvelopes"));
  }

  private static List<Stream<Planted>> requests() {
    return List.of(
        caught(WrongRequests::storingHalfARequest, "aFullPrimaryRefusesTheWholeRequest"),
        caught(WrongRequests::believingTheCallersDeviceList, "anotherDeviceListStoresNothing"),
        caught(
            WrongRequests::checkingDevicesBeforeTheCommit, "anAppendThatALinkingOvertookIsRefused"),
        caught(WrongRequests::countingNoGaps, "aFullLinkedDeviceIsLeftOutAndCounted"),
        caught(WrongRequests::fillingAnInboxWithoutWeighingIt, "anInboxIsFullByBytesToo"),
        caught(WrongRequests::countingRoomInMemory, "aFullInboxIsFullAfterReopening"),
        caught(WrongRequests::refusingARepeatForWantOfRoom, "aRepeatNeedsNoRoom"),
        caught(WrongRequests::storingEnvelopesOfAnySize, "anEnvelopeAboveTheLimitIsACallersBug"),
        caught(WrongRequests::countingInMemory, "theTotalsAddUp"));
  }

  private static List<Stream<Planted>> repeats() {
    return List.of(
        caught(
            WrongRepeats::storingARepeatTwice,
            "aRepeatIsStoredOnce",
            "concurrentRepeatsAreStoredOnce"),
        caught(WrongRepeats::lookingForARepeatBeforeTheCommit, "overlappingRepeatsAreStoredOnce"),
        caught(WrongRepeats::takingTheSameIdElsewhereForARepeat, "theSameIdInTwoInboxesIsNoRepeat"),
        caught(
            WrongRepeats::lettingNothingExpire,
            "whatHasExpiredIsNotShown",
            "whatHasExpiredIsNoRepeat",
            "whatHasExpiredFillsNoInbox"),
        caught(
            WrongRepeats::replacingWhatExpiredWithoutCountingIt,
            "nothingThatExpiredIsMissingInTheTotals"),
        caught(WrongRepeats::sweepingWithoutBound, "aSweepRemovesWhatHasExpiredInBoundedPieces"));
  }

  private static List<Stream<Planted>> life() {
    return List.of(
        caught(WrongInboxLife::losingTheCountOfAcknowledgements, "theTotalsAddUp"),
        caught(WrongInboxLife::acknowledgingAllBefore, "anAcknowledgementRemovesExactlyThese"),
        caught(
            WrongInboxLife::countingWhatWasNotThere,
            "unknownIdsArePassedOver",
            "concurrentAcknowledgementsCountEachEnvelopeOnce"),
        caught(WrongInboxLife::readingTheEpochBeforeTheCommit, "overlappingClaimsDiffer"),
        caught(WrongInboxLife::keepingEpochsInMemory, "anEpochOutlivesReopening"),
        caught(WrongInboxLife::showingAbandonedInboxes, "anAbandonedInboxIsAsIfNotThere"),
        caught(
            WrongInboxLife::forgettingWhichInboxesAreAbandoned,
            "abandonedInboxesAreListedUntilTheyAreEmptied"),
        caught(WrongInboxLife::purgingLivingInboxes, "aPurgePassesOverALivingInbox"),
        caught(
            WrongInboxLife::purgingWithoutBound, "aPurgeEmptiesAnAbandonedInboxInBoundedPieces"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isCaught(Planted planted) {
    Method contract = method(planted.caughtBy());
    Object[] seed = contract.getParameterCount() == 0 ? new Object[0] : new Object[] {1L};
    OverWrongStore contracts = new OverWrongStore(new StoreUnderTest(planted.store().get()));
    Throwable failure = catchThrowable(() -> contract.invoke(contracts, seed));
    assertThat(failure)
        .as("the wrong store passed %s", planted)
        .isInstanceOf(InvocationTargetException.class);
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
  }

  private static Method method(String name) {
    return Stream.of(OverWrongStore.class.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
