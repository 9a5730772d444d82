package dev.spillway.dns.answer;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any bytes, bytes behind a header, and a query with bytes changed: see {@link AnswerJudge}. */
class FuzzTest {
  private static final byte[] GOOD =
      HexFormat.of()
          .parseHex(
              "123401000001000000000001" // header, one question, one additional record
                  + "0473686f70076578616d706c6503636f6d0000010001" // shop.example.com A
                  + "0000290500000080000b00080007000118000a0102"); // OPT with a subnet

  private final AnswerJudge judge = new AnswerJudge(World.snapshot(World.shop(0.4)));

  private void ask(byte[] query) {
    judge.datagram(query);
    judge.stream(query);
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
