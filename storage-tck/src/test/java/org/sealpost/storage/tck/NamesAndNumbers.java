package org.sealpost.storage.tck;

import static org.sealpost.storage.tck.WrongStoresTest.caught;

import java.util.List;
import java.util.stream.Stream;
import org.sealpost.storage.tck.WrongStoresTest.Planted;
import org.sealpost.storage.tck.model.WrongFormerAccounts;
import org.sealpost.storage.tck.model.WrongNumberChanges;
import org.sealpost.storage.tck.model.WrongUsernames;

/// Mistakes about what accounts are found by, and the cases that were made for them: a part of
/// [WrongStoresTest].
final class NamesAndNumbers {
  private NamesAndNumbers() {}

  static List<Stream<Planted>> numberChanges() {
    return List.of(
        caught(
            WrongNumberChanges::changingToAnothersNumber,
            "aNumberOrPniOfAnotherRefusesTheWholeChange",
            "manyWhoChangeToANumberGiveItToOne",
            "accountsThatWouldSwapTheirNumbersAreRefused"),
        caught(
            WrongNumberChanges::lookingWhetherItIsTakenBeforeTheCommit,
            "ofOverlappingChangesToANumberOneWins",
            "ofAnOverlappingChangeAndCreationOneGetsTheNumber"),
        caught(
            WrongNumberChanges::keepingTheOldNumberTaken,
            "anAccountIsFoundByItsNewNumberAndTheOldOneIsFree"),
        caught(
            WrongNumberChanges::keepingOneTimeKeysOfTheSetBefore,
            "aRekeyedDeviceHasItsNewPniKeysAlone",
            "aFetchDuringAChangeMixesNoSets"),
        caught(WrongNumberChanges::rekeyingInACommitOfItsOwn, "aChangeThatIsCutOffIsDoneOrNot"),
        caught(
            WrongNumberChanges::rekeyingWhateverBecomesOfTheChange,
            "aNumberOrPniOfAnotherRefusesTheWholeChange"),
        caught(
            WrongNumberChanges::answeringForEverySet,
            "aRekeyedDeviceHasItsNewPniKeysAlone",
            "duringAChangeTheOldNumberAndKeysAreFound"),
        caught(
            WrongNumberChanges::comparingTheSetBeforeTheCommit,
            "anUploadForTheSetOfBeforeLeavesNothingInTheNext"));
  }

  static List<Stream<Planted>> usernames() {
    return List.of(
        caught(
            WrongUsernames::confirmingWhatIsReservedForAnother,
            "aReservedUsernameIsNobodyElsesUntilItLapses"),
        caught(WrongUsernames::holdingWhatHasLapsed, "whatHasLapsedMayBeConfirmedByAnyoneOnce"),
        caught(
            WrongUsernames::reservingWhatIsConfirmed,
            "theFirstCandidateThatIsFreeIsReserved",
            "ofAnOverlappingReservationAndConfirmationOneGetsTheUsername"),
        caught(
            WrongUsernames::reservingWhatIsReserved,
            "ofManyWhoWantAUsernameOneGetsIt",
            "ofOverlappingReservationsOneGetsTheUsername"),
        caught(
            WrongUsernames::lookingForAFreeOneBeforeTheCommit,
            "ofOverlappingReservationsOneGetsTheUsername",
            "ofAnOverlappingReservationAndConfirmationOneGetsTheUsername",
            "aUsernameThatLapsedBeforeItsConfirmationIsTakenOrNot",
            "aReservationDuringADeletionIsGoneWithTheAccount"),
        caught(
            WrongUsernames::keepingTheReservationOfBefore,
            "anotherReservationTakesThePlaceOfTheFirst",
            "ofOverlappingReservationsOfAnAccountOneStays"),
        caught(
            WrongUsernames::leavingTheReservationOfADeletedAccount,
            "aDeletedAccountLeavesItsUsernameLinkAndReservation"),
        caught(
            WrongUsernames::confirmingInOneCommitAndForgettingTheReservationInAnother,
            "aConfirmationThatIsCutOffIsDoneOrNot"),
        caught(
            WrongUsernames::comparingUsernamesBeforeTheCommit,
            "ofOverlappingConfirmationsOneGetsTheUsername",
            "ofAnOverlappingReservationAndConfirmationOneGetsTheUsername"),
        caught(
            WrongUsernames::reservingForAnAccountThatIsGone,
            "aReservationDuringADeletionIsGoneWithTheAccount"));
  }

  static List<Stream<Planted>> formerAccounts() {
    return List.of(
        caught(
            WrongFormerAccounts::rememberingInACommitOfItsOwn,
            "anAccountIsGoneAndRememberedOrNeither"),
        caught(
            WrongFormerAccounts::rememberingWhateverBecomesOfTheDeletion,
            "aDeletionThatIsRefusedRemembersNothing"),
        caught(
            WrongFormerAccounts::rememberingWhoseNumberIsTaken,
            "aNewAccountOfTheNumberEndsIt",
            "anAccountThatChangesToTheNumberEndsIt",
            "ofAnOverlappingDeletionAndCreationTheLastDecides"),
        caught(
            WrongFormerAccounts::beginningTheDeviceListAnew,
            "anAciThatComesBackGoesOnWithItsVersions"),
        caught(WrongFormerAccounts::rememberingForEver, "aDeletedAccountIsRememberedForAWhile"),
        caught(
            WrongFormerAccounts::forgettingWithoutEntries,
            "everyActionLeavesItsEntriesAlsoAfterReopening"),
        caught(WrongFormerAccounts::sweepingWhatIsNotOver, "whatIsPastItsTimeIsSweptInPieces"));
  }
}
