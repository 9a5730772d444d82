package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Chance with fixed seeds: the same numbers in each run. */
class SlotDrawsTest {
  private static final int TTL = 20;
  private static final long TTL_MILLIS = TTL * 1000L;
  private static final int HOST = 4711;

  private static double unit(long draw) {
    return (draw >>> 11) * 0x1p-53;
  }

  @Test
  void aAndAaaaOfOneClientAgreeWithinASlot() {
    SlotDraws draws = new SlotDraws(1);
    for (long client = 0; client < 10_000; client++) {
      long a = draws.next(client, HOST, false, TTL, 123_456);
      assertThat(draws.next(client, HOST, true, TTL, 123_456)).isEqualTo(a);
    }
  }

  /** Chi-square with 3 degrees of freedom: above 16.27 only once in a thousand seeds. */
  @Test
  void sharesAreExactOverManyClients() {
    double[] shares = {0.5, 0.3, 0.19, 0.01};
    byte[] node =
        Shares.packed(
            new SiteAnswer("a", Share.of(shares[0]), List.of("192.0.2.1")),
            new SiteAnswer("b", Share.of(shares[1]), List.of("192.0.2.2")),
            new SiteAnswer("c", Share.of(shares[2]), List.of("192.0.2.3")),
            new SiteAnswer("d", Share.of(shares[3]), List.of("192.0.2.4")));
    for (long seed = 1; seed <= 5; seed++) {
      SlotDraws draws = new SlotDraws(seed);
      int[] seen = new int[4];
      int all = 200_000;
      for (int i = 0; i < all; i++) {
        // neighbouring subnets, as an eyeball network has them
        seen[Shares.site(node, draws.next(0x0A000000L + i * 256L, HOST, false, TTL, 0))]++;
      }
      double chi = 0;
      for (int s = 0; s < 4; s++) {
        double expected = all * shares[s];
        chi += (seen[s] - expected) * (seen[s] - expected) / expected;
      }
      assertThat(chi).as("seed %d", seed).isLessThan(16.27);
    }
  }

  @Test
  void oneSlotSaysNothingAboutTheNext() {
    SlotDraws draws = new SlotDraws(2);
    int stayed = 0;
    int slots = 20_000;
    boolean before = false;
    for (int slot = 0; slot < slots; slot++) {
      boolean cloud = unit(draws.next(7, HOST, false, TTL, slot * TTL_MILLIS)) < 0.3;
      stayed += cloud == before ? 1 : 0;
      before = cloud;
    }
    // independent: 0.3 * 0.3 + 0.7 * 0.7
    assertThat((double) stayed / slots).isCloseTo(0.58, within(0.015));
  }

  @Test
  void clientsDoNotChangeAllAtTheSameMoment() {
    SlotDraws draws = new SlotDraws(3);
    int changed = 0;
    for (long client = 0; client < 1_000; client++) {
      long early = draws.next(client, HOST, false, TTL, 1_000_000);
      changed += draws.next(client, HOST, true, TTL, 1_001_000) == early ? 0 : 1;
    }
    // one second is a twentieth of a slot
    assertThat(changed).isBetween(20, 90);
  }

  /** The worst case of section "few sources": all questions within one slot. */
  @Test
  void fewSourcesThatAskManyTimesWithinSecondsGetTheirShareAllTheSame() {
    for (int sources : new int[] {1, 2, 4}) {
      for (double share : new double[] {0.05, 0.2, 0.38, 0.5, 0.9}) {
        SlotDraws draws = new SlotDraws(4);
        int cloud = 0;
        for (int i = 0; i < 2_000; i++) {
          cloud += unit(draws.next(i % sources, HOST, false, TTL, 5_000 + i)) < share ? 1 : 0;
        }
        assertThat(cloud / 2_000.0).isCloseTo(share, within(0.01));
      }
    }
  }

  @Test
  void fewCachingResolversAreRightOverTime() {
    SlotDraws draws = new SlotDraws(5);
    int cloud = 0;
    int slots = 180; // an hour
    for (int slot = 0; slot < slots; slot++) {
      for (int resolver = 0; resolver < 4; resolver++) {
        cloud += unit(draws.next(resolver, HOST, false, TTL, slot * TTL_MILLIS)) < 0.2 ? 1 : 0;
      }
    }
    // sqrt(0.2 * 0.8 / 720) is 1.5 points; three of them
    assertThat(cloud / (4.0 * slots)).isCloseTo(0.2, within(0.045));
  }

  @Test
  void severalThreadsCountEachQuestionOnce() throws InterruptedException {
    SlotDraws draws = new SlotDraws(6);
    int[] cloud = new int[2];
    Thread[] threads = new Thread[2];
    for (int t = 0; t < 2; t++) {
      int mine = t;
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 5_000; i++) {
                  cloud[mine] += unit(draws.next(9, HOST, false, TTL, 0)) < 0.3 ? 1 : 0;
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat((cloud[0] + cloud[1]) / 10_000.0).isCloseTo(0.3, within(0.01));
  }

  @Test
  void aClockThatJumpsOnlyDrawsAnew() {
    SlotDraws draws = new SlotDraws(7);
    Random times = new Random(7);
    int cloud = 0;
    for (int i = 0; i < 20_000; i++) {
      cloud += unit(draws.next(i % 10, HOST, false, TTL, times.nextLong())) < 0.4 ? 1 : 0;
    }
    assertThat(cloud / 20_000.0).isCloseTo(0.4, within(0.015));
  }
}
