package org.sealpost.dist.crash;

import java.util.List;
import java.util.Set;

/// What was sent in a campaign and what each device saw of it, over all kills.
record History(List<Sent> sent, List<Device> devices) {
  History {
    sent = List.copyOf(sent);
    devices = List.copyOf(devices);
  }

  /// The n-th message of a sender, whoever it was for. A sender sends one after the other.
  record Message(int sender, int number) {
    @Override
    public String toString() {
      return "message " + number + " of sender " + sender;
    }
  }

  /// @param answered with 200, to the first try or a later one
  /// @param times how often the same request was sent; more than once when a kill took the answer
  record Sent(Message message, String account, boolean answered, int times) {}

  /// @param visits its connections, in the order in which they were opened
  record Device(String name, String account, List<Visit> visits) {
    Device {
      visits = List.copyOf(visits);
    }
  }

  /// One connection of a device.
  ///
  /// @param offered in the order of arrival
  /// @param taken those of them that the device answered with 200; whether the server heard it is
  ///   unknown
  /// @param removed those whose removal was found to be committed between the visit before this one
  ///   and this one
  /// @param toTheEnd whether the server said that there is no more
  /// @param sendsOver whether nobody sent anything any more
  record Visit(
      List<Message> offered,
      Set<Message> taken,
      Set<Message> removed,
      boolean toTheEnd,
      boolean sendsOver) {
    Visit {
      offered = List.copyOf(offered);
      taken = Set.copyOf(taken);
      removed = Set.copyOf(removed);
    }
  }
}
