package org.sealpost.storage.tck;

import static org.sealpost.storage.tck.WrongStoresTest.caught;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.storage.tck.StoreUnderTest.Opener;
import org.sealpost.storage.tck.WrongStoresTest.Planted;
import org.sealpost.storage.tck.model.WrongMedia;

/// Mistakes about the rows of objects, and the cases that were made for them: a part of
/// [WrongStoresTest].
final class RowsOfObjects {
  private RowsOfObjects() {}

  static List<Stream<Planted>> media() {
    return List.of(
        caught(
            WrongMedia::weighingTheQuotaBeforeTheCommit,
            "ofOverlappingCreatesTheQuotaAllowsOne",
            "ofOverlappingFirstCreatesOfAnOwnerTheQuotaAllowsOne",
            "ofOverlappingGrowthsTheQuotaAllowsOne",
            "ofAnOverlappingGrowthAndCreateTheQuotaAllowsOne"),
        caught(
            WrongMedia::lettingRowsGrowBeyondTheQuota,
            "whatTheQuotaDoesNotAllowIsNotWritten",
            "aRowThatDoesNotGrowIsAlwaysWritten"),
        caught(
            WrongMedia::countingNoObjects,
            "whatTheQuotaDoesNotAllowIsNotWritten",
            "createsSideBySideDoNotPassTheQuota"),
        caught(WrongMedia::refusingWhatDoesNotGrow, "aRowThatDoesNotGrowIsAlwaysWritten"),
        caught(
            WrongMedia::replacingARowThatIsThere,
            "aRowIsWrittenOnce",
            "ofOverlappingCreatesOfARowOneIsWritten"),
        caught(
            WrongMedia::comparingRevisionsBeforeTheCommit,
            "ofOverlappingUpdatesOneIsWritten",
            "ofAnOverlappingUpdateAndRemovalOneWins",
            "anUpdateThatWasUnderWayDoesNotUndoAnEnd"),
        caught(
            WrongMedia::removingAnyRevision,
            "whatIsRemovedLeavesRoom",
            "ofAnOverlappingUpdateAndRemovalOneWins"),
        caught(WrongMedia::countingInACommitOfItsOwn, "aCallThatIsCutOffIsDoneOrNot"),
        caught(
            WrongMedia::countingWhatWasRemoved,
            "whatIsRemovedLeavesRoom",
            "whatWasRemovedIsDueNoMoreAndCanBeWrittenAgain"),
        caught(
            WrongMedia::notingWhenItIsDueInACommitOfItsOwn,
            "aCallThatIsCutOffIsDoneOrNot",
            "theEndOfAnOwnerMakesAllRowsDue"),
        caught(
            WrongMedia::showingOnceWhatIsDue,
            "rowsAreDueFromTheirTimeOn",
            "aCallThatIsCutOffIsDoneOrNot"),
        caught(WrongMedia::beingDueLate, "rowsAreDueFromTheirTimeOn"),
        caught(WrongMedia::knowingWhatIsAsked, "thoseThatHaveARowAreKnown"),
        caught(
            WrongMedia::endingWithoutANewRevision,
            "theEndOfAnOwnerMakesAllRowsDue",
            "anUpdateThatWasUnderWayDoesNotUndoAnEnd"),
        caught(WrongMedia::endingWhatWasReadBefore, "anEndBringsNothingBack"),
        caught(WrongMedia::endingOnlyWhatHasATime, "theEndOfAnOwnerMakesAllRowsDue"));
  }

  /// Those that one caller alone can see.
  static Stream<Supplier<Opener>> inRandomHistories() {
    return Stream.of(
        WrongMedia::lettingRowsGrowBeyondTheQuota,
        WrongMedia::countingNoObjects,
        WrongMedia::refusingWhatDoesNotGrow,
        WrongMedia::replacingARowThatIsThere,
        WrongMedia::removingAnyRevision,
        WrongMedia::countingWhatWasRemoved,
        WrongMedia::showingOnceWhatIsDue,
        WrongMedia::knowingWhatIsAsked,
        WrongMedia::endingWithoutANewRevision,
        WrongMedia::endingOnlyWhatHasATime);
  }
}
