package dev.spillway.simulator.readers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.simulator.readers.SeriesReader.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every input: no crash, nothing uncounted, and a curve that is the traffic. */
class ReadersPropertiesTest {
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH);
  private static final long BEGIN = 1_760_104_800L;
  private static final ReadOptions BY_SECOND =
      new ReadOptions(null, ZoneId.of("UTC"), Duration.ofSeconds(1), null, null, null);

  private static Loaded read(byte[] bytes, ReadOptions options)
      throws IOException, SeriesException {
    Path file = Files.createTempFile("spillway-reader", ".txt");
    try {
      Files.write(file, bytes);
      return SeriesReader.read(List.of(file), options, Progress.NONE);
    } finally {
      Files.delete(file);
    }
  }

  private static String clf(int second, int zone) {
    ZoneOffset offset = ZoneOffset.ofHours(zone);
    return "h - - [%s] \"GET / HTTP/1.1\" 200 5"
        .formatted(CLF.format(Instant.ofEpochSecond(BEGIN + second).atOffset(offset)));
  }

  @Property(tries = 250)
  void anyBytesEitherGiveACurveOrAnExplanation(
      @ForAll("soup") byte[] bytes, @ForAll Format format, @ForAll boolean said)
      throws IOException {
    ReadOptions options =
        said ? new ReadOptions(format, ZoneOffset.UTC, null, null, null, null) : ReadOptions.NONE;
    try {
      Loaded loaded = read(bytes, options);
      sound(loaded);
    } catch (SeriesException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void sound(Loaded loaded) {
    for (double v : loaded.series().values()) {
      assertThat(v).isFinite().isNotNegative();
    }
    Reading r = loaded.reading();
    long out = r.leftOut().stream().mapToLong(LeftOut::count).sum();
    boolean rates = r.remarks().stream().anyMatch(x -> x.startsWith("a rate every"));
    // Of rates that lie far away bins are counted, which may hold two of them.
    assertThat(r.used() + out).isBetween(rates ? 0L : r.lines(), r.lines());
  }

  @Provide
  Arbitrary<byte[]> soup() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\n",
            "\r\n",
            "time",
            "ts",
            "rps",
            "value",
            "NaN",
            "-1",
            "0",
            "1e308",
            "1760104800",
            "1760104800000",
            "99999999999999999999",
            "2025-10-10T14:00:00Z",
            "2025-02-30",
            "\u0000",
            "ÿ",
            "h - - [10/Oct/2025:14:00:00 +0000] \"GET /\" 200 1\n",
            "[10/Oct/2025:14:00:61 +9999]",
            "{\"time\":\"2025-10-10T14:00:00Z\",\"rps\":3}\n",
            "time,rps\n1,2\n",
            "1,2\n",
            "2;3\n",
            "a\tb\n",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[",
            "{\"metric\":{},\"values\":[[1760104800,\"1\"],",
            "[1760104815,\"2\"]]}",
            "]}}");
    return pieces
        .list()
        .ofMaxSize(60)
        .map(list -> String.join("", list).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 100)
  void aLogInAnyOrderAndAnyZonesIsTheSameCurve(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 500) Integer> seconds,
      @ForAll Random random)
      throws Exception {
    List<String> lines = new ArrayList<>();
    double[] wanted = new double[501];
    for (int second : seconds) {
      lines.add(clf(second, random.nextInt(-12, 13)));
      wanted[second]++;
    }
    Collections.shuffle(lines, random);
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    Series series = read(bytes, BY_SECOND).series();
    int first = Collections.min(seconds);
    int last = Collections.max(seconds);
    // Few times may share a divisor by chance only when they are ten or more.
    if (series.step() == 1) {
      assertThat(series.values()).containsExactly(Arrays.copyOfRange(wanted, first, last + 1));
    }
    assertThat(Arrays.stream(series.values()).sum() * series.step()).isEqualTo(seconds.size());
  }

  @Property(tries = 100)
  void brokenLinesChangeNothingButTheirCount(
      @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 300) Integer> seconds,
      @ForAll @Size(max = 50)
          List<
                  @net.jqwik.api.constraints.AlphaChars
                  @net.jqwik.api.constraints.StringLength(min = 1, max = 30) String>
              broken,
      @ForAll Random random)
      throws Exception {
    List<String> good = new ArrayList<>(seconds.stream().map(s -> clf(s, 0)).toList());
    List<String> mixed = new ArrayList<>(good);
    broken.forEach(b -> mixed.add(random.nextInt(mixed.size() + 1), b));
    ReadOptions log = new ReadOptions(Format.ACCESS_LOG, ZoneOffset.UTC, null, null, null, null);
    Loaded plain = read(String.join("\n", good).getBytes(StandardCharsets.UTF_8), log);
    Loaded with = read(String.join("\n", mixed).getBytes(StandardCharsets.UTF_8), log);
    assertThat(with.series().values()).containsExactly(plain.series().values());
    assertThat(with.reading().lines()).isEqualTo(good.size() + broken.size());
    assertThat(with.reading().leftOut().stream().mapToLong(LeftOut::count).sum())
        .isEqualTo(broken.size());
  }

  @Property(tries = 100)
  void theGridKeepsEverySumHoweverItIsCoarsened(
      @ForAll @Size(min = 1, max = 200)
          List<@IntRange(min = -1_000_000, max = 2_000_000_000) Integer> seconds) {
    SparseGrid grid = new SparseGrid(4);
    seconds.forEach(s -> grid.add(s, 1));
    double[] sum = new double[1];
    long[] before = {Long.MIN_VALUE};
    grid.each((second, value, weight) -> {
      sum[0] += value;
      assertThat(second).isGreaterThan(before[0]);
      before[0] = second;
    });
    assertThat(sum[0]).isEqualTo(seconds.size());
    seconds.forEach(s -> assertThat(grid.has(s)).isTrue());
  }

  @Property(tries = 300)
  void linesAreCutWhereTheNewlinesAre(
      @ForAll @Size(max = 40)
          List<
                  @net.jqwik.api.constraints.AlphaChars
                  @net.jqwik.api.constraints.StringLength(max = 40) String>
              wanted,
      @ForAll @IntRange(min = 1, max = 9) int piece)
      throws IOException {
    byte[] bytes = String.join("\n", wanted).getBytes(StandardCharsets.ISO_8859_1);
    Lines lines = new Lines(new Trickle(bytes, piece));
    List<String> found = new ArrayList<>();
    while (lines.next()) {
      found.add(lines.text());
    }
    List<String> ends = new ArrayList<>(wanted);
    // A file that ends with a newline has no further line.
    if (!ends.isEmpty() && ends.getLast().isEmpty()) {
      ends.removeLast();
    }
    assertThat(found).isEqualTo(ends);
  }

  /** Gives out a few bytes at a time. */
  private static final class Trickle extends java.io.ByteArrayInputStream {
    private final int piece;

    Trickle(byte[] bytes, int piece) {
      super(bytes);
      this.piece = piece;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
      return super.read(into, from, Math.min(piece, length));
    }
  }
}
