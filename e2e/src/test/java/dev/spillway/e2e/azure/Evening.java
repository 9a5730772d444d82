package dev.spillway.e2e.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.demo.clients.Trace;
import dev.spillway.demo.world.Waiting;
import java.time.Duration;
import java.util.Locale;

/** A whole evening instead of one rise, from nothing public to nothing public. */
final class Evening {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final TwoClouds world;
  private final Burst burst;
  private final Trace load;

  /**
   * @param load above what home carries for a part of the time
   */
  Evening(TwoClouds world, Burst burst, Trace load) {
    this.world = world;
    this.burst = burst;
    this.load = load;
  }

  /**
   * @param steering for the line that it prints
   */
  void story(String steering) throws Exception {
    burst.deploy();
    double before = world.cloud.bill.seconds();
    try (Crowd crowd = burst.crowd()) {
      burst.calm(crowd);
      play(crowd);
      long there = crowd.sentToOthersThan(TwoClouds.HOME);
      double part = (double) there / (there + crowd.sentTo(TwoClouds.HOME));
      double above = load.above(TwoClouds.CAPACITY);
      System.out.printf(
          Locale.ROOT,
          "the evening: %d requests at the cloud, %.0f %% of all; %.0f %% were above what home carries%n",
          there,
          100 * part,
          100 * above);
      assertThat(part).isGreaterThan(above / 2);
      burst.fall(crowd);
      burst.bill(steering, before, crowd.sentToOthersThan(TwoClouds.HOME));
    }
  }

  private void play(Crowd crowd) {
    long begun = System.nanoTime();
    Waiting.until(
        "the end of the evening",
        PATIENCE,
        () -> {
          double at = (System.nanoTime() - begun) / 1e9;
          crowd.rate(load.at(Math.min(at, load.seconds())));
          burst.look();
          return at >= load.seconds();
        });
  }
}
