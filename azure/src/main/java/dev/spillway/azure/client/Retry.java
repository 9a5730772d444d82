package dev.spillway.azure.client;

import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Tries a call again as long as {@link Patience} lasts. */
final class Retry {
  private static final Set<Integer> AGAIN = Set.of(408, 429, 500, 502, 503, 504);

  /** These say that nothing was done. */
  private static final Set<Integer> UNDONE = Set.of(429, 503);

  /** One try. */
  interface Try {
    ArmAnswer answer() throws AdapterException;
  }

  private final Patience patience;
  private final Pause pause;
  private final RandomGenerator random;

  Retry(Patience patience, Pause pause, RandomGenerator random) {
    this.patience = patience;
    this.pause = pause;
    this.random = random;
  }

  ArmAnswer run(Operation operation, Try call) throws AdapterException {
    Duration spent = Duration.ZERO;
    for (int tries = 1; ; tries++) {
      ArmAnswer answer = null;
      AdapterException.Transient lost = null;
      long began = System.nanoTime();
      try {
        answer = call.answer();
        if (!again(operation, answer.status())) {
          return answer;
        }
      } catch (AdapterException.Transient e) {
        if (operation.verb() == Verb.POST || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        lost = e;
      }
      Duration wait =
          Optional.ofNullable(answer)
              .flatMap(Retry::asked)
              .orElse(patience.pauseAfter(tries, random.nextDouble()));
      spent = spent.plusNanos(System.nanoTime() - began).plus(wait);
      if (spent.compareTo(patience.total()) > 0) {
        return given(operation, answer, lost, tries);
      }
      sleep(wait);
    }
  }

  private static ArmAnswer given(
      Operation operation,
      @org.jspecify.annotations.Nullable ArmAnswer answer,
      AdapterException.@org.jspecify.annotations.Nullable Transient lost,
      int tries)
      throws AdapterException.Transient {
    if (answer != null) {
      return answer;
    }
    String why = lost == null ? "" : ": " + lost.getMessage();
    throw new AdapterException.Transient(operation + " got no answer in " + tries + " tries" + why);
  }

  private static boolean again(Operation operation, int status) {
    return operation.verb() == Verb.POST ? UNDONE.contains(status) : AGAIN.contains(status);
  }

  /**
   * Seconds or a date; the wall clock is used for a date only, and never for more than a minute.
   */
  static Optional<Duration> asked(ArmAnswer answer) {
    Optional<String> text = answer.header("retry-after");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(text.get().strip()))));
    } catch (NumberFormatException notSeconds) {
      return date(text.get());
    }
  }

  private static Optional<Duration> date(String text) {
    try {
      ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration left = Duration.between(java.time.Instant.now(), until.toInstant());
      Duration most = Duration.ofMinutes(1);
      return Optional.of(
          left.isNegative() ? Duration.ZERO : left.compareTo(most) > 0 ? most : left);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  void sleep(Duration time) throws AdapterException.Transient {
    try {
      pause.pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("ended while it waited to try again", e);
    }
  }
}
