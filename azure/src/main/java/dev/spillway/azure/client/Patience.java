package dev.spillway.azure.client;

import java.time.Duration;

/**
 * How long the client tries. A pause is {@code min(longest, first · 2^(n−1)) · (0.5 … 1)}, or what
 * {@code Retry-After} asks for, when that still fits into {@code total}.
 *
 * @param call how long one try may take
 * @param total from the first try until it gives up
 * @param first pause
 * @param longest pause
 * @param operation how long a long-running operation may take
 */
public record Patience(
    Duration call, Duration total, Duration first, Duration longest, Duration operation) {
  public static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofMinutes(10));

  /**
   * @param tries so far, from 1
   * @param random from 0 to 1
   */
  Duration pauseAfter(int tries, double random) {
    double most =
        Math.min(longest.toMillis(), first.toMillis() * Math.pow(2, Math.min(tries - 1, 20)));
    return Duration.ofMillis(Math.round(most * (0.5 + random / 2)));
  }
}
