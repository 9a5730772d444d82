package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How exactly answers follow the shares. Chance has fixed seeds: the same numbers in each run. */
class ExactnessTest {
  private static final int TTL = 20;
  private static final int ANSWERS = 1_000_000;
  private static final int WINDOW = 1_000;
  private static final int HOST = NameTable.hash(Names.wire(World.HOST));

  /** Home has the rest. */
  private static byte[] azure(double share) {
    return Shares.packed(
        new SiteAnswer("a", Share.of(share), List.of("198.51.100.7")),
        new SiteAnswer("b", Share.of(1 - share), List.of("203.0.113.10")));
  }

  private static boolean isAzure(byte[] node, long draw) {
    return Shares.site(node, draw) == 0;
  }

  /** One answer each to a million neighbouring /24 networks. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.333, 0.6})
  void aMillionAnswersAndEachThousandOfThemFollowTheShare(double share) {
    byte[] node = azure(share);
    for (long seed = 1; seed <= 3; seed++) {
      SlotDraws draws = new SlotDraws(seed);
      int all = 0;
      double windows = 0;
      int most = 0;
      for (int from = 0; from < ANSWERS; from += WINDOW) {
        int here = 0;
        for (int i = from; i < from + WINDOW; i++) {
          here += isAzure(node, draws.next(i * 256L, HOST, false, TTL, 0)) ? 1 : 0;
        }
        all += here;
        windows += squaredDeviation(here, WINDOW, share);
        most = Math.max(most, here);
      }
      // one degree of freedom; 12 looks with an error of 0.001 in all: 15.6
      assertThat(squaredDeviation(all, ANSWERS, share)).as("seed %d", seed).isLessThan(15.6);
      // 1,000 degrees of freedom, near to normal with variance 2,000 (at 0.1 % 3,000); 12 looks
      assertThat(windows).as("seed %d", seed).isBetween(1000 - 4.1 * 55, 1000 + 4.1 * 55);
      // no thousand stands out: 5.6 deviations, or the tenth of a window that expects one
      double limit = WINDOW * share + 5.6 * Math.sqrt(WINDOW * share * (1 - share)) + 4;
      assertThat(most).as("seed %d", seed).isLessThan((int) Math.ceil(limit));
    }
  }

  private static double squaredDeviation(int seen, int of, double share) {
    double off = seen - of * share;
    return off * off / (of * share * (1 - share));
  }

  @Test
  void aShareThatGoesFrom60To61PercentMovesOnlyThatOnePercent() {
    byte[] before = azure(0.60);
    byte[] after = azure(0.61);
    SlotDraws draws = new SlotDraws(4);
    int moved = 0;
    int back = 0;
    int clients = 100_000;
    for (int i = 0; i < clients; i++) {
      long draw = draws.next(i * 256L, HOST, false, TTL, 0);
      boolean was = isAzure(before, draw);
      boolean is = isAzure(after, draw);
      moved += was != is ? 1 : 0;
      back += was && !is ? 1 : 0;
    }
    assertThat(back).as("nobody moves the other way").isZero();
    assertThat(moved / (double) clients).isBetween(0.008, 0.012);
  }

  @Test
  void eachStepOfATenthOfAPercentMovesAsManyAndNobodyBack() {
    SlotDraws draws = new SlotDraws(5);
    int clients = 200_000;
    long[] drawn = new long[clients];
    for (int i = 0; i < clients; i++) {
      drawn[i] = draws.next(i * 256L, HOST, false, TTL, 0);
    }
    int before = 0;
    for (int step = 0; step <= 20; step++) {
      byte[] node = azure(step / 1000.0);
      int here = 0;
      for (long draw : drawn) {
        here += isAzure(node, draw) ? 1 : 0;
      }
      if (step == 0) {
        assertThat(here).as("a share of 0 is nobody").isZero();
      } else {
        assertThat(here - before).as("step %d", step).isBetween(130, 270); // 200, five deviations
      }
      before = here;
    }
  }
}
