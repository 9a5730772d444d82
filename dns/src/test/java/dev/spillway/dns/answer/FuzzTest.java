package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Queries;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.xbill.DNS.Message;

/**
 * Any bytes: no exception, no answer above the limit, every answer readable by a foreign library.
 */
class FuzzTest {
  private static final byte[] GOOD =
      HexFormat.of()
          .parseHex(
              "123401000001000000000001" // header, one question, one additional record
                  + "0473686f70076578616d706c6503636f6d0000010001" // shop.example.com A
                  + "0000290500000080000b00080007000118000a0102"); // OPT with a subnet

  private final Snapshot snapshot = World.snapshot(World.shop(0.4));
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity(new byte[] {'n'}, 1, 2));

  private void ask(byte[] query) {
    for (boolean stream : new boolean[] {false, true}) {
      byte[] out = new byte[stream ? Wire.STREAM : Wire.UDP_EDNS];
      Source source = new Source();
      source.v4(1);
      int length = answerer.answer(snapshot, query, query.length, source, stream, 0, out);
      if (length == 0) {
        continue;
      }
      byte[] answer = Arrays.copyOf(out, length);
      assertThat(length).isLessThanOrEqualTo(stream ? Wire.STREAM : Queries.datagram(query));
      assertThat(Arrays.copyOf(answer, 2)).isEqualTo(Arrays.copyOf(query, 2));
      assertThat(answer[2] & 0x80).as("a response").isEqualTo(0x80);
      assertThat(query[2] & 0x80).as("never to a response").isZero();
      try {
        assertThat(new Message(answer).toWire()).isNotEmpty();
      } catch (java.io.IOException e) {
        throw new AssertionError(HexFormat.of().formatHex(answer), e);
      }
    }
  }

  @Property(tries = 3_000)
  void anyBytes(@ForAll @Size(max = 600) byte[] bytes) {
    ask(bytes);
  }

  @Property(tries = 5_000)
  void aHeaderAndAnyBytes(@ForAll @Size(max = 80) byte[] tail) {
    byte[] query = Arrays.copyOf(GOOD, 12 + tail.length);
    System.arraycopy(tail, 0, query, 12, tail.length);
    ask(query);
  }

  @Property(tries = 15_000)
  void aGoodQueryWithSomeBytesChangedOrCut(@ForAll("mutated") byte[] query) {
    ask(query);
  }

  @Provide
  Arbitrary<byte[]> mutated() {
    return Arbitraries.longs().map(FuzzTest::mutate);
  }

  private static byte[] mutate(long seed) {
    Random random = new Random(seed);
    byte[] query = GOOD.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      query[random.nextInt(query.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(query, random.nextInt(query.length)) : query;
  }
}
