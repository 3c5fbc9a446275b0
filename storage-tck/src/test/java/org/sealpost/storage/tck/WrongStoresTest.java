package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.storage.tck.StoreUnderTest.Opener;
import org.sealpost.storage.tck.model.WrongStores;

/// Each planted mistake is caught by the case that was made for it.
class WrongStoresTest {
  private record OverWrongStore(StoreUnderTest store) implements StorageContracts {}

  record Planted(String caught, Opener store) {
    @Override
    public String toString() {
      return caught;
    }
  }

  static Stream<Planted> mistakes() {
    return Stream.of(
        new Planted("aTailingReaderSkipsNothing", WrongStores.drawingPositionsBeforeTheCommit()),
        new Planted(
            "positionsGrowAfterTheInboxWasEmptied", WrongStores.beginningAgainInAnEmptyInbox()),
        new Planted(
            "positionsGrowAfterReopeningAnEmptyInbox", WrongStores.beginningAgainInAnEmptyInbox()),
        new Planted("aFullPrimaryRefusesTheWholeRequest", WrongStores.storingHalfARequest()),
        new Planted("aRepeatIsStoredOnce", WrongStores.storingARepeatTwice()),
        new Planted("concurrentRepeatsAreStoredOnce", WrongStores.storingARepeatTwice()),
        new Planted("anotherDeviceListStoresNothing", WrongStores.believingTheCallersDeviceList()),
        new Planted("theTotalsAddUp", WrongStores.losingTheCountOfAcknowledgements()),
        new Planted("aFullLinkedDeviceIsLeftOutAndCounted", WrongStores.countingNoGaps()),
        new Planted("underContentionEachKeyIsTakenOnce", WrongStores.givingAPreKeyTwice()),
        new Planted("oneTimeKeysAreTakenOldestFirstAndEachOnce", WrongStores.givingAPreKeyTwice()),
        new Planted("anUpdateNeedsTheVersionBefore", WrongStores.updatingWithoutComparing()),
        new Planted("oneOfManyConcurrentUpdatesWins", WrongStores.updatingWithoutComparing()));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isCaught(Planted planted) {
    OverWrongStore contracts = new OverWrongStore(new StoreUnderTest(planted.store()));
    Throwable failure =
        catchThrowable(() -> StorageContracts.class.getMethod(planted.caught()).invoke(contracts));
    assertThat(failure).as("the wrong store passed").isNotNull();
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
  }
}
