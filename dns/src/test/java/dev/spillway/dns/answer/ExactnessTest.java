package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How exactly answers follow the shares. Chance has fixed seeds: the same numbers in each run. */
class ExactnessTest {
  private static final int TTL = 20;
  private static final int ANSWERS = 1_000_000;
  private static final int WINDOW = 1_000;
  private static final String QUERY =
      "123401000001000000000000" + "0473686f70076578616d706c6503636f6d0000010001";
  private static final String QUERY_WITH_SUBNET =
      "123401000001000000000001"
          + "0473686f70076578616d706c6503636f6d0000010001"
          + "00002904d000000000000b00080007000118000a0000";

  /** Behind header, question and the head of the one record. */
  private static final int ADDRESS_AT = 12 + 22 + 12;

  private static final int AZURE = 0xC6336407; // 198.51.100.7
  private static final int HOST = NameHash.of(Names.wire(World.HOST));

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
      int least = WINDOW;
      for (int from = 0; from < ANSWERS; from += WINDOW) {
        int here = 0;
        for (int i = from; i < from + WINDOW; i++) {
          here += isAzure(node, draws.next(i * 256L, HOST, false, TTL, 0)) ? 1 : 0;
        }
        all += here;
        windows += squaredDeviation(here, WINDOW, share);
        most = Math.max(most, here);
        least = Math.min(least, here);
      }
      // one degree of freedom; 12 looks with an error of 0.001 in all: 15.6
      assertThat(squaredDeviation(all, ANSWERS, share)).as("seed %d", seed).isLessThan(15.6);
      // 1,000 degrees of freedom, near to normal with variance 2,000 (at 0.1 % 3,000); 12 looks
      assertThat(windows).as("seed %d", seed).isBetween(1000 - 4.1 * 55, 1000 + 4.1 * 55);
      assertThat(least).as("seed %d", seed).isGreaterThanOrEqualTo(least(share));
      assertThat(most).as("seed %d", seed).isLessThanOrEqualTo(most(share));
    }
  }

  /** No thousand stands out: 5.6 deviations, or four more in a window that expects only one. */
  private static int most(double share) {
    double deviation = Math.sqrt(WINDOW * share * (1 - share));
    return (int) Math.ceil(WINDOW * share + 5.6 * deviation + 4);
  }

  private static int least(double share) {
    double deviation = Math.sqrt(WINDOW * share * (1 - share));
    return (int) Math.floor(Math.max(0, WINDOW * share - 5.6 * deviation - 4));
  }

  /**
   * Whole messages, from the query's bytes to the answer's: a resolver each, or a client's subnet
   * each behind one resolver.
   */
  @ParameterizedTest(name = "share {0}, by subnet: {1}")
  @CsvSource({
    "0.001, false", "0.01, false", "0.333, false", "0.6, false",
    "0.001, true", "0.01, true", "0.333, true", "0.6, true"
  })
  void aMillionMessagesFollowTheShare(double share, boolean bySubnet) {
    Snapshot snapshot =
        World.snapshot(
            World.row(
                World.HOST,
                new SiteAnswer("a", Share.of(share), List.of("198.51.100.7")),
                new SiteAnswer("b", Share.of(1 - share), List.of("203.0.113.10"))));
    Answerer answerer = new Answerer(new SlotDraws(6), new Identity(new byte[0], 1, 2));
    byte[] query = HexFormat.of().parseHex(bySubnet ? QUERY_WITH_SUBNET : QUERY);
    byte[] out = new byte[Wire.UDP_EDNS];
    Source source = new Source();
    int all = 0;
    for (int from = 0; from < ANSWERS; from += WINDOW) {
      int here = 0;
      for (int i = from; i < from + WINDOW; i++) {
        source.v4(bySubnet ? 7 : i * 256);
        if (bySubnet) { // a /24 of its own: the first three bytes of the address, which is last
          Bytes.put16(query, query.length - 3, i >>> 8);
          query[query.length - 1] = (byte) i;
        }
        int length = answerer.answer(snapshot, query, query.length, source, false, 0, out);
        assertThat(Bytes.u16(out, 6)).as("answers of %d bytes", length).isEqualTo(1);
        here += Bytes.i32(out, ADDRESS_AT) == AZURE ? 1 : 0;
      }
      assertThat(here).as("answers %d and on", from).isBetween(least(share), most(share));
      all += here;
    }
    // one degree of freedom; 8 looks with an error of 0.001 in all: 14.8
    assertThat(squaredDeviation(all, ANSWERS, share)).as("%d", all).isLessThan(14.8);
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
