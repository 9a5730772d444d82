import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Answerer;
import dev.spillway.dns.answer.Identity;
import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.SlotDraws;
import dev.spillway.dns.answer.Snapshot;
import dev.spillway.dns.answer.SnapshotBuilder;
import dev.spillway.dns.answer.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Nanoseconds for one whole answer in memory: NAMES ROUNDS. Prints one figure a line, after rounds
 * that let the compilers finish.
 */
public final class DnsAnswerTime {
  private static final int WARM = 5;
  private static final int ANSWERS = 1_000_000;

  public static void main(String[] args) {
    int names = Integer.parseInt(args[0]);
    Snapshot snapshot = snapshot(names);
    byte[][] queries = queries(names);
    Answerer answerer = new Answerer(new SlotDraws(1), new Identity(new byte[0], 1, 2));
    Source source = new Source();
    byte[] out = new byte[1232];
    long sum = 0;
    for (int round = -WARM; round < Integer.parseInt(args[1]); round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < ANSWERS; i++) {
        byte[] query = queries[i % queries.length];
        source.v4(i);
        sum += answerer.answer(snapshot, query, query.length, source, false, begin >> 20, out);
      }
      if (round >= 0) {
        System.out.printf("%.1f%n", (System.nanoTime() - begin) / (double) ANSWERS);
      }
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was answered");
    }
  }

  private static Snapshot snapshot(int names) {
    Zone zone =
        new Zone(
            "example.test",
            List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1"))),
            "host.example.test");
    List<SteeredHost> hosts = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      String low = (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      hosts.add(
          new SteeredHost(
              "app%05d.example.test".formatted(i),
              Duration.ofSeconds(20),
              List.of(
                  new SiteAnswer("hq", Share.of(0.6), List.of("10." + low)),
                  new SiteAnswer("azure", Share.of(0.4), List.of("100." + low)))));
    }
    return new SnapshotBuilder(List.of(new PlainZone(zone)), (host, site) -> 0).build(hosts, 1);
  }

  private static byte[][] queries(int names) {
    Random random = new Random(20);
    byte[][] queries = new byte[1 << 17][];
    for (int i = 0; i < queries.length; i++) {
      String name = "\10app%05d\7example\4test\0".formatted(random.nextInt(names));
      byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
      byte[] query = new byte[12 + text.length + 4 + 11];
      query[5] = 1;
      query[11] = 1;
      System.arraycopy(text, 0, query, 12, text.length);
      int at = 12 + text.length;
      query[at + 1] = 1;
      query[at + 3] = 1;
      query[at + 6] = 41;
      query[at + 7] = 4;
      query[at + 8] = (byte) 208;
      queries[i] = query;
    }
    return queries;
  }
}
