package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/**
 * Changes queries at random, keeps those that get a new shape of answer, and goes on from them: no
 * exception, no answer above the limit, every answer readable by a foreign library. Takes {@code
 * -Dspillway.fuzz.seconds} (2); {@code -Dspillway.fuzz.keep=FILE} writes what it kept in the form
 * of the corpus.
 */
class CorpusTest {
  private static final String CORPUS = "corpus.txt";
  private static final int MOST_BYTES = 700;

  private final Snapshot snapshot = Zoo.snapshot();
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(StandardCharsets.US_ASCII), 1, 2));
  private final Source source = new Source();
  private final byte[][] buffers = {new byte[Wire.UDP_EDNS], new byte[Wire.STREAM]};

  private static List<byte[]> corpus() {
    try (InputStream in = CorpusTest.class.getResourceAsStream(CORPUS)) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> HexFormat.of().parseHex(line.replace(" ", "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
    assertThat(corpus()).hasSizeGreaterThan(15).allSatisfy(query -> ask(query));
  }

  @Test
  void changedQueriesNeverDoHarm() throws IOException {
    List<byte[]> kept = new ArrayList<>(corpus());
    Set<String> shapes = new HashSet<>();
    kept.forEach(query -> shapes.add(ask(query)));
    int known = shapes.size();
    Random random = new Random(42);
    long seconds = Long.getLong("spillway.fuzz.seconds", 2);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long tried = 0;
    while (System.nanoTime() < end) {
      byte[] query = change(kept, random);
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

  private static byte[] change(List<byte[]> from, Random random) {
    byte[] query = from.get(random.nextInt(from.size())).clone();
    for (int i = random.nextInt(4); i >= 0 && query.length > 0; i--) {
      query =
          switch (random.nextInt(5)) {
            case 0 -> spliced(query, from.get(random.nextInt(from.size())), random);
            case 1 -> Arrays.copyOf(query, random.nextInt(query.length + 1));
            case 2 -> inserted(query, random);
            default -> {
              query[random.nextInt(query.length)] = interesting(random);
              yield query;
            }
          };
    }
    return query;
  }

  private static byte interesting(Random random) {
    int[] often = {0, 1, 12, 28, 41, 63, 64, 0x80, 0xC0, 0xFF};
    return (byte) (random.nextBoolean() ? often[random.nextInt(often.length)] : random.nextInt());
  }

  private static byte[] spliced(byte[] head, byte[] tail, Random random) {
    int cut = random.nextInt(head.length);
    int from = random.nextInt(tail.length + 1);
    byte[] both = Arrays.copyOf(head, Math.min(MOST_BYTES, cut + tail.length - from));
    System.arraycopy(tail, from, both, cut, Math.max(0, both.length - cut));
    return both;
  }

  private static byte[] inserted(byte[] query, Random random) {
    int at = random.nextInt(query.length);
    int count = Math.min(1 + random.nextInt(20), MOST_BYTES - query.length);
    if (count <= 0) {
      return query;
    }
    byte[] longer = Arrays.copyOf(query, query.length + count);
    System.arraycopy(query, at, longer, at + count, query.length - at);
    for (int i = at; i < at + count; i++) {
      longer[i] = interesting(random);
    }
    return longer;
  }
}
