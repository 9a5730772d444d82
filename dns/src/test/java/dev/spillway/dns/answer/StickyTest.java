package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts whose clients stay with their site: whole answers, over many slots of one TTL. */
class StickyTest {
  private static final long TTL_MILLIS = 20_000;
  private static final int CLIENTS = 20_000;
  private static final int SLOTS = 50;
  private static final int CLOUD = 0xC6336407; // World.CLOUD_V4
  private static final int ADDRESS_AT = 12 + 22 + 12;
  private static final byte[] QUERY = AnswererCase.query("shop.example.com.", 1).toWire();

  private final Answerer answerer = answerer(1);
  private final Source source = new Source();
  private final byte[] out = new byte[Wire.UDP_EDNS];

  private static Answerer answerer(long seed) {
    return new Answerer(new SlotDraws(seed), new Identity(new byte[0], 1, 2));
  }

  private static Snapshot share(double cloud) {
    return World.snapshot(World.shop(cloud).drawn(SteeredHost.Draw.STICKY));
  }

  private boolean inCloud(Answerer by, Snapshot snapshot, int client, long millis) {
    source.v4(client * 256);
    by.answer(snapshot, QUERY, QUERY.length, source, false, millis, out);
    assertThat(Bytes.u16(out, 6)).isEqualTo(1);
    return Bytes.i32(out, ADDRESS_AT) == CLOUD;
  }

  @Test
  void aClientStaysWithItsSiteInEverySlotAndOnEveryServer() {
    Snapshot snapshot = share(0.6);
    Answerer other = answerer(2);
    for (int client = 0; client < 2_000; client++) {
      boolean cloud = inCloud(answerer, snapshot, client, 0);
      for (int slot = 1; slot < SLOTS; slot++) {
        assertThat(inCloud(answerer, snapshot, client, slot * TTL_MILLIS)).isEqualTo(cloud);
      }
      assertThat(inCloud(other, snapshot, client, 0)).as("another server").isEqualTo(cloud);
    }
  }

  /** 60 % until slot 25, 61 % from then on. */
  @Test
  void aStepOfOnePercentMovesOnePercentOnceAndNobodyBack() {
    Snapshot before = share(0.60);
    Snapshot after = share(0.61);
    int moved = 0;
    for (int client = 0; client < CLIENTS; client++) {
      boolean was = inCloud(answerer, before, client, 0);
      boolean is = inCloud(answerer, after, client, 25 * TTL_MILLIS);
      moved += was != is ? 1 : 0;
      assertThat(was && !is).as("client %d back", client).isFalse();
      for (int slot = 1; slot < SLOTS; slot += 7) {
        boolean now = inCloud(answerer, slot < 25 ? before : after, client, slot * TTL_MILLIS);
        assertThat(now).as("client %d, slot %d", client, slot).isEqualTo(slot < 25 ? was : is);
      }
    }
    assertThat(moved / (double) CLIENTS).isPositive().isLessThan(0.015);
  }

  private boolean inCloudBy6(Snapshot snapshot, long network, long host) {
    source.v6(network, host);
    answerer.answer(snapshot, QUERY, QUERY.length, source, false, 0, out);
    return Bytes.i32(out, ADDRESS_AT) == CLOUD;
  }

  /** A resolver's address within its network changes; the network does not. */
  @Test
  void anIpv6ClientIsItsFirst64Bits() {
    Snapshot snapshot = share(0.5);
    int cloud = 0;
    int apart = 0;
    for (long i = 0; i < 2_000; i++) {
      long network = 0x2001_0db8_0000_0000L + 256 * i; // a /56 for each
      boolean first = inCloudBy6(snapshot, network, 1);
      assertThat(inCloudBy6(snapshot, network, -i)).as("the same /64").isEqualTo(first);
      apart += inCloudBy6(snapshot, network + 1, 1) != first ? 1 : 0;
      cloud += first ? 1 : 0;
    }
    assertThat(cloud / 2_000.0).isCloseTo(0.5, within(0.05));
    assertThat(apart / 2_000.0).as("the next /64 is another").isCloseTo(0.5, within(0.05));
  }

  @Test
  void drawnAnewMostMoveWithinTheHour() {
    Snapshot snapshot = World.snapshot(World.shop(0.6));
    int stayed = 0;
    for (int client = 0; client < 2_000; client++) {
      boolean first = inCloud(answerer, snapshot, client, 0);
      boolean same = true;
      for (int slot = 1; slot < SLOTS; slot++) {
        same &= inCloud(answerer, snapshot, client, slot * TTL_MILLIS) == first;
      }
      stayed += same ? 1 : 0;
    }
    assertThat(stayed).as("what sticky is for").isLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.333, 0.6, 1})
  void manyClientsGetTheShare(double share) {
    Snapshot snapshot = share(share);
    int cloud = 0;
    for (int client = 0; client < CLIENTS; client++) {
      cloud += inCloud(answerer, snapshot, client, 0) ? 1 : 0;
    }
    double deviation = Math.sqrt(share * (1 - share) / CLIENTS);
    assertThat(cloud / (double) CLIENTS).isCloseTo(share, within(4 * deviation + 1e-9));
  }

  /**
   * How far the real share is off for as long as the shares stay as they are: the root of the mean
   * square over 2,000 hosts, each with as many equal resolvers. The guide has these figures.
   */
  @ParameterizedTest(name = "{0} resolvers, share {1}: off by {2}")
  @CsvSource({
    "4, 0.2, 0.200",
    "30, 0.2, 0.073",
    "100, 0.2, 0.040",
    "1000, 0.2, 0.0127",
    "4, 0.5, 0.250"
  })
  void fewResolversAreLumpy(int resolvers, double share, double off) {
    byte[] node =
        Shares.packed(
            new SiteAnswer("a", Share.of(share), List.of("192.0.2.1")),
            new SiteAnswer("b", Share.of(1 - share), List.of("192.0.2.2")));
    double squares = 0;
    int hosts = 2_000;
    for (int host = 0; host < hosts; host++) {
      int here = 0;
      for (int resolver = 0; resolver < resolvers; resolver++) {
        long client = (0x08080000L + resolver) * hosts + host;
        here += Shares.kept(node, client) == 0 ? 1 : 0;
      }
      double error = here / (double) resolvers - share;
      squares += error * error;
    }
    assertThat(Math.sqrt(squares / hosts)).isCloseTo(off, within(0.06 * off));
  }
}
