package org.sealpost.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.storage.tck.copy.CopyContract;
import org.sealpost.storage.tck.copy.CopyPlace;
import org.sealpost.storage.tck.model.WrongCopies;

/// Each planted mistake of a backend's doors for a copy is caught by the case that was made for it.
class WrongCopiesTest {
  private record OverWrongPlaces(Supplier<CopyPlace> places) implements CopyContract {
    @Override
    public CopyPlace newPlace() {
      return places.get();
    }
  }

  record Planted(Supplier<CopyPlace> places, String caughtBy) {
    @Override
    public String toString() {
      return caughtBy;
    }
  }

  static Stream<Planted> mistakes() {
    return Stream.of(
        new Planted(
            WrongCopies::keepingItsPlaceInACommitOfItsOwn, "whoeverIsInterruptedAtAnyPageGoesOn"),
        new Planted(WrongCopies::keepingItsPlaceFirst, "whoeverIsInterruptedAtAnyPageGoesOn"),
        new Planted(WrongCopies::turningQueuesAround, "aLongQueueDrainsTheSameAndGoesOn"),
        new Planted(WrongCopies::beginningCountersAnew, "aCopyOfAHistoryIsTheSameStore"),
        new Planted(
            WrongCopies::fillingWhatIsNotEmpty, "aTargetWithAnythingInItIsRefusedAndStaysAsItIs"),
        new Planted(WrongCopies::goingOnFromAnySource, "aCopyIsNotGoneOnWithFromAnotherSource"),
        new Planted(
            WrongCopies::beingAStoreFromTheBeginning, "whoeverIsInterruptedAtAnyPageGoesOn"),
        new Planted(WrongCopies::skippingBetweenPages, "whoeverIsInterruptedAtAnyPageGoesOn"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isCaught(Planted planted) throws NoSuchMethodException {
    Method contract = CopyContract.class.getMethod(planted.caughtBy());
    OverWrongPlaces contracts = new OverWrongPlaces(planted.places());
    Throwable failure = catchThrowable(() -> contract.invoke(contracts));
    assertThat(failure).as("the wrong place passed").isInstanceOf(InvocationTargetException.class);
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
  }
}
