package dev.spillway.azure.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What shall go wrong; asked before any provider is. Safe for any thread. */
public final class Faults {
  /** A connection that ends without an answer, before or after the request was carried out. */
  public enum Cut {
    BEFORE,
    AFTER
  }

  private record Fault(
      Predicate<Request> which, Optional<Cut> cut, Function<Request, Response> answer, int[] left) {
    boolean take(Request request) {
      if (left[0] == 0 || !which.test(request)) {
        return false;
      }
      left[0]--;
      return true;
    }
  }

  private final List<Fault> all = new ArrayList<>();

  /** Answers the next {@code times} such requests like this; -1 for all. */
  public synchronized void answer(
      int times, Predicate<Request> which, Function<Request, Response> answer) {
    all.add(new Fault(which, Optional.empty(), answer, new int[] {times}));
  }

  /** Cuts the connection of the next {@code times} such requests. */
  public synchronized void cut(int times, Predicate<Request> which, Cut when) {
    all.add(new Fault(which, Optional.of(when), r -> Response.empty(500), new int[] {times}));
  }

  public synchronized void clear() {
    all.clear();
  }

  synchronized Optional<Response> answer(Request request) {
    return all.stream()
        .filter(f -> f.cut().isEmpty() && f.take(request))
        .findFirst()
        .map(f -> f.answer().apply(request));
  }

  synchronized boolean cuts(Request request, Cut when) {
    return all.stream().anyMatch(f -> f.cut().equals(Optional.of(when)) && f.take(request));
  }
}
