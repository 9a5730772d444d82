package dev.spillway.dns.answer;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Nanoseconds for finding a steered name that was read from a query, and for the whole answer, on
 * one thread; names in an order that no cache foresees.
 */
@State(Scope.Thread)
public class Answers {
  private static final int QUERIES = 1 << 17;
  private static final int BATCH = 64;
  private static final int FIGURES = 10;
  private static final int MOST_NANOS = 300;

  /** The profiler's own traces of memory, spread over millions of calls. */
  private static final double SOME_BYTES = 0.5;

  @Param({"1", "100000"})
  public int names;

  private final Query query = new Query();
  private final Lookup lookup = new Lookup(query);
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity(new byte[0], 1, 2));
  private final Source source = new Source();
  private final byte[] out = new byte[Wire.UDP_EDNS];
  private final byte[][] queries = new byte[QUERIES][];
  private final Foresight foresight = new Foresight(BATCH);
  private Snapshot snapshot;
  private Snapshot sticky;
  private int next;

  @Setup
  public void fill() {
    Zone.NameServer server = new Zone.NameServer("ns.example.test", List.of("127.0.0.1"));
    Zone zone = new Zone("example.test", List.of(server), "host.example.test");
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
    snapshot = snapshot(zone, hosts);
    sticky =
        snapshot(zone, hosts.stream().map(host -> host.drawn(SteeredHost.Draw.STICKY)).toList());
    Random random = new Random(20);
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = query(random.nextInt(names));
    }
  }

  private static Snapshot snapshot(Zone zone, List<SteeredHost> hosts) {
    return new SnapshotBuilder(List.of(new PlainZone(zone)), (host, site) -> 0).build(hosts, 1);
  }

  private static byte[] query(int name) {
    byte[] text =
        "\10app%05d\7example\4test\0".formatted(name).getBytes(StandardCharsets.ISO_8859_1);
    byte[] message = new byte[Wire.HEADER + text.length + 4 + 11];
    message[5] = 1;
    message[11] = 1;
    System.arraycopy(text, 0, message, Wire.HEADER, text.length);
    int at = Wire.HEADER + text.length;
    message[at + 1] = Wire.A;
    message[at + 3] = Wire.IN;
    message[at + 6] = Wire.OPT;
    Bytes.put16(message, at + 7, Wire.UDP_EDNS);
    return message;
  }

  private byte[] turn() {
    next = (next + 1) & (QUERIES - 1);
    return queries[next];
  }

  @Benchmark
  public int read() {
    byte[] message = turn();
    query.read(message, message.length);
    return query.suffixHash[0];
  }

  @Benchmark
  public int readAndFind() {
    byte[] message = turn();
    query.read(message, message.length);
    return Packed.hash(lookup.closest(snapshot));
  }

  @Benchmark
  public int answer() {
    return answer(snapshot);
  }

  /** The client keeps its site (weighted rendezvous of two). */
  @Benchmark
  public int stickyAnswer() {
    return answer(sticky);
  }

  private int answer(Snapshot from) {
    byte[] message = turn();
    source.v4(next);
    return answerer.answer(from, message, message.length, source, false, next, out);
  }

  /** As the server does it: names of a whole batch are fetched before the first answer. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int answersOfABatch() {
    if (foresight.begin(snapshot)) {
      for (int i = 1; i <= BATCH; i++) {
        byte[] message = queries[(next + i) & (QUERIES - 1)];
        foresight.add(message, message.length);
      }
      foresight.fetch(snapshot);
    }
    int sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += answer();
    }
    return sum;
  }

  /** {@code [--json] [--quick]} */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    int rounds = words.contains("--quick") ? 2 : 5;
    var options =
        new OptionsBuilder()
            .include("dns.answer.Answers")
            .forks(1)
            .jvmArgsAppend("-XX:+UseSerialGC")
            .warmupIterations(rounds)
            .measurementIterations(rounds)
            .warmupTime(TimeValue.seconds(1))
            .measurementTime(TimeValue.seconds(1))
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    List<String> missed = new ArrayList<>();
    int figures = 0;
    for (RunResult run : new Runner(options).run()) {
      print(run, words.contains("--json"));
      figures++;
      missed.addAll(missed(run));
    }
    if (figures != FIGURES) {
      missed.add("%d figures of %d were had".formatted(figures, FIGURES));
    }
    missed.forEach(line -> System.err.println("bench: missed: " + line));
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  private static double bytes(RunResult run) {
    return run.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  /** What is above its bar: the lookup of a name that was read, and memory, which nothing takes. */
  private static List<String> missed(RunResult run) {
    String what = run.getPrimaryResult().getLabel();
    double score = run.getPrimaryResult().getScore();
    List<String> all = new ArrayList<>();
    if (what.equals("readAndFind") && score > MOST_NANOS) {
      all.add("%s: %.0f ns, the bar is %d".formatted(what, score, MOST_NANOS));
    }
    if (bytes(run) > SOME_BYTES) {
      all.add("%s: %.2f bytes for each, the bar is 0".formatted(what, bytes(run)));
    }
    return all;
  }

  private static void print(RunResult run, boolean json) {
    String what = run.getPrimaryResult().getLabel();
    String name = "dns in memory, %s names: %s".formatted(run.getParams().getParam("names"), what);
    var all = run.getPrimaryResult().getStatistics();
    double bytes = bytes(run);
    String form =
        json
            ? "{\"name\":\"%s\",\"value\":%.1f,\"unit\":\"ns\",\"peer\":null,\"ratio\":null,\"min\":%.1f,\"max\":%.1f,\"bytes\":%.2f}"
            : "%-48s %8.1f ns  (%.1f to %.1f), %.2f B allocated";
    double score = run.getPrimaryResult().getScore();
    System.out.println(
        String.format(Locale.ROOT, form, name, score, all.getMin(), all.getMax(), bytes));
  }
}
