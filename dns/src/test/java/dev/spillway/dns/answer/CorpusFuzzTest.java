package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Mutator;
import dev.spillway.dns.fuzz.Queries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Message;

/**
 * Changes queries at random, keeps those that get a new shape of answer, and goes on from them: no
 * exception, no answer above 512 bytes or what the client offers, every answer readable by a
 * foreign library. Takes {@code -Dspillway.fuzz.seconds}, see {@link Mutator}; {@code
 * -Dspillway.fuzz.keep=FILE} writes what it kept in the form of the corpus.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CorpusFuzzTest {
  private final Snapshot snapshot = Zoo.snapshot();
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(StandardCharsets.US_ASCII), 1, 2));
  private final Source source = new Source();
  private final byte[][] buffers = {new byte[Wire.UDP_EDNS], new byte[Wire.STREAM]};

  /** What tells this answer's kind from others: flags, response code, counts, size. */
  private String ask(byte[] query) {
    StringBuilder shape = new StringBuilder();
    for (int stream = 0; stream < 2; stream++) {
      byte[] out = buffers[stream];
      source.v4(0xC0000201);
      int length = answerer.answer(snapshot, query, query.length, source, stream == 1, 0, out);
      shape.append(length >>> 4).append('/');
      if (length > 0) {
        check(query, Arrays.copyOf(out, length));
        assertThat(length)
            .as("bytes for %s", HexFormat.of().formatHex(query))
            .isLessThanOrEqualTo(stream == 1 ? Wire.STREAM : Queries.datagram(query));
        shape.append(HexFormat.of().formatHex(out, 2, 12));
      }
    }
    return shape.toString();
  }

  private static void check(byte[] query, byte[] answer) {
    String asked = HexFormat.of().formatHex(query);
    assertThat(Arrays.copyOf(answer, 2)).as(asked).isEqualTo(Arrays.copyOf(query, 2));
    assertThat(answer[2] & 0x80).as("a response to %s", asked).isEqualTo(0x80);
    assertThat(query[2] & 0x80).as("never to a response: %s", asked).isZero();
    try {
      assertThat(new Message(answer).getHeader().getID()).isNotNegative();
    } catch (IOException e) {
      // dnsjava knows no subnet of family 0, which says "no subnet, please" and is echoed
      if (!String.valueOf(e.getMessage()).contains("address family")) {
        throw new AssertionError("unreadable answer to " + asked, e);
      }
    }
  }

  @Test
  void theCorpusAsItIs() {
    assertThat(Queries.corpus()).hasSizeGreaterThan(15).allSatisfy(query -> ask(query));
  }

  @Test
  void changedQueriesNeverDoHarm() throws IOException {
    List<byte[]> kept = new ArrayList<>(Queries.corpus());
    Set<String> shapes = new HashSet<>();
    kept.forEach(query -> shapes.add(ask(query)));
    int known = shapes.size();
    Mutator mutator = new Mutator(42, Queries.MOST_BYTES);
    long tried = 0;
    while (mutator.more()) {
      byte[] query = mutator.change(kept);
      tried++;
      if (shapes.add(ask(query)) && kept.size() < 20_000) {
        kept.add(query);
      }
    }
    String keep = System.getProperty("spillway.fuzz.keep");
    if (keep != null) {
      Files.write(Path.of(keep), kept.stream().map(HexFormat.of()::formatHex).toList());
    }
    System.out.println(tried + " queries, " + shapes.size() + " shapes of answers");
    assertThat(shapes).hasSizeGreaterThan(known);
  }
}
