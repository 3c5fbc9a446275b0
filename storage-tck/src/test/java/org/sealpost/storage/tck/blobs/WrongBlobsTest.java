package org.sealpost.storage.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.storage.blobs.BlobStore;

/// Each planted mistake is caught by the cases that were made for it.
class WrongBlobsTest {
  @TempDir private Path folder;

  private record OverWrongBlobs(BlobsUnderTest blobs) implements BlobStoreContract {}

  record Planted(Function<ModelBlobs.Place, Supplier<BlobStore>> store, String caughtBy) {
    @Override
    public String toString() {
      return caughtBy;
    }
  }

  private static Stream<Planted> caught(
      Function<ModelBlobs.Place, Supplier<BlobStore>> store, String... cases) {
    return Stream.of(cases).map(name -> new Planted(store, name));
  }

  static Stream<Planted> mistakes() {
    return Stream.of(
            caught(
                WrongBlobs::replacing,
                "anObjectNeverChanges",
                "ofManyWritesOfAKeyOneIsKept",
                "aWriteThatAnotherOvertookIsRefused",
                "anUploadDoesNotReplaceAnObject"),
            caught(WrongBlobs::lookingOnlyBefore, "aWriteThatAnotherOvertookIsRefused"),
            caught(
                WrongBlobs::publishingAsItComes,
                "nobodySeesAnObjectBeforeItIsWhole",
                "whatIsTooShortIsRefusedAndNothingIsThere",
                "aSourceThatBreaksFailsTheWriteAndNothingIsThere",
                "aWriteThatACrashCutShortLeavesNoObject"),
            caught(WrongBlobs::takingAnyDigest, "theDigestIsHeldTo"),
            caught(WrongBlobs::readingAhead, "exactlyTheLengthIsReadOfALongerSource"),
            caught(WrongBlobs::ignoringCase, "keysThatDifferInCaseAreDifferent"),
            caught(WrongBlobs::namingByTheLastPart, "everyKindOfKeyHasItsObject"),
            caught(WrongBlobs::readingFromTheStart, "aRangeIsReadAsItWasAskedFor"),
            caught(WrongBlobs::readingToTheEnd, "aRangeIsReadAsItWasAskedFor"),
            caught(WrongBlobs::appendingAnywhere, "anotherOffsetWritesNothing"),
            caught(
                WrongBlobs::forgettingWhatBroke,
                "anUploadThatIsCutAtAnyByteGoesOnWhereItWas",
                "anUploadThatIsCutTenTimesIsWholeInTheEnd"),
            caught(WrongBlobs::takingMoreThanTheTotal, "nothingBeyondTheTotalIsTaken"),
            caught(
                WrongBlobs::keepingUploadsInMemory,
                "anUploadGoesOnAfterACrash",
                "anUploadIsKeptPieceByPieceAndPublishedWhenItIsWhole"),
            caught(WrongBlobs::takingAnothersUpload, "anUploadThatIsNotThereIsUnknown"),
            caught(WrongBlobs::abandoningNothing, "anUploadThatIsNotThereIsUnknown"),
            caught(WrongBlobs::abandoningWhatIsPublished, "aPublishedUploadSaysSoAgain"),
            caught(WrongBlobs::forgettingPublishedUploads, "aPublishedUploadSaysSoAgain"),
            caught(
                WrongBlobs::mixingWhoAppends,
                "whoeverAppendsBesideAnotherChangesNothingOfWhatIsPublished"),
            caught(WrongBlobs::oneUploadAtATime, "manyUploadsAtATimeDoNotMix"),
            caught(WrongBlobs::deletingForAWhile, "aDeletedObjectIsGoneForGood"),
            caught(WrongBlobs::listingUnfinished, "objectsAreListedInPages"),
            caught(WrongBlobs::listingOnePage, "objectsAreListedInPages"),
            caught(WrongBlobs::countingPages, "aListingPassesOverNothingThatStays"),
            caught(WrongBlobs::sweepingWhatIsTouched, "uploadsThatNobodyTouchedAreSwept"),
            caught(WrongBlobs::sweepingWithoutBound, "uploadsThatNobodyTouchedAreSwept"),
            caught(WrongBlobs::holdingWrites, "aWriteHoldsLittleOfALargeObject"),
            caught(WrongBlobs::holdingAppends, "anAppendHoldsLittleOfALargeObject"),
            caught(WrongBlobs::holdingReads, "aWriteHoldsLittleOfALargeObject"))
        .flatMap(planted -> planted);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aPlantedMistakeIsCaught(Planted planted) throws Exception {
    Supplier<BlobStore> store = planted.store().apply(new ModelBlobs.Place(folder));
    try (BlobsUnderTest blobs = new BlobsUnderTest(store)) {
      Throwable failure = catchThrowable(() -> run(planted.caughtBy(), new OverWrongBlobs(blobs)));
      assertThat(failure).as(planted.caughtBy() + " finds nothing").isNotNull();
    }
  }

  private static void run(String name, BlobStoreContract contract) throws Throwable {
    Method method = BlobStoreContract.class.getMethod(name);
    try {
      method.invoke(contract);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
