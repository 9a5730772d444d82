package dev.spillway.simulator.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.simulator.readers.SeriesReader.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesReaderTest {
  private static final String LOG =
      """
      1.2.3.4 - - [01/Aug/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 1839
      1.2.3.4 - - [01/Aug/1995:04:00:01 +0000] "GET /a HTTP/1.0" 200 1839
      garbage
      1.2.3.4 - - [99/Aug/1995:04:00:02 +0000] "GET /a HTTP/1.0" 200 1839
      1.2.3.4 - - [01/Aug/1995:00:00:03 -0400] "GET /b HTTP/1.0" 200 0 "-" "agent [x]"
      """;

  private static final ReadOptions BY_SECOND =
      new ReadOptions(null, ZoneId.of("UTC"), Duration.ofSeconds(1), null, null, null);

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Loaded read(Path... files) throws SeriesException {
    return SeriesReader.read(List.of(files), ReadOptions.NONE, Progress.NONE);
  }

  private static double[] seconds(Path... files) throws SeriesException {
    return SeriesReader.read(List.of(files), BY_SECOND, Progress.NONE).series().values();
  }

  @Test
  void aTraceIsInterpolatedBetweenItsRows() throws Exception {
    Series s = read(file("a.csv", "t_seconds,requests_per_second\n0,10\n4,30\n8,0\n")).series();
    assertThat(s.step()).isEqualTo(4);
    assertThat(s.seconds()).isEqualTo(12);
    double[] all = new double[12];
    for (int t = 0; t < 12; t++) {
      all[t] = s.at(t);
    }
    assertThat(all).containsExactly(10, 15, 20, 25, 30, 22.5, 15, 7.5, 0, 0, 0, 0);
    assertThat(s.times(2).at(1)).isEqualTo(30);
  }

  @Test
  void anAccessLogIsCountedBySecondAcrossTimeZonesAndBadLinesAreCounted() throws Exception {
    Loaded loaded = SeriesReader.read(List.of(file("a.log", LOG)), BY_SECOND, Progress.NONE);
    assertThat(loaded.series().values()).containsExactly(2, 0, 1);
    assertThat(loaded.series().start()).isEqualTo(Instant.parse("1995-08-01T04:00:01Z"));
    Reading reading = loaded.reading();
    assertThat(reading.lines()).isEqualTo(5);
    assertThat(reading.used()).isEqualTo(3);
    assertThat(reading.leftOut()).hasSize(1);
    assertThat(reading.leftOut().getFirst().text())
        .isEqualTo(
            "2 with no time that can be read, the first %s:3: 'garbage'"
                .formatted(folder.resolve("a.log")));
    assertThat(reading.remarks()).contains("times are in 2 time zones: each was converted");
  }

  @Test
  void aCompressedLogIsReadAsItIsAndABrokenOneAsFarAsItGoes() throws Exception {
    Path gz = folder.resolve("a.log.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write(LOG.repeat(2000).getBytes(StandardCharsets.ISO_8859_1));
    }
    assertThat(seconds(gz)).containsExactly(4000, 0, 2000);
    byte[] all = Files.readAllBytes(gz);
    Path half =
        Files.write(folder.resolve("half.log.gz"), java.util.Arrays.copyOf(all, all.length / 2));
    Loaded loaded = SeriesReader.read(List.of(half), BY_SECOND, Progress.NONE);
    assertThat(loaded.series().values()[0]).isBetween(1.0, 3999.0);
    assertThat(loaded.reading().remarks()).anyMatch(r -> r.contains("the gzip data breaks off"));
  }

  @Test
  void logsOfSeveralServersAddUpAndRotatedOnesFollowEachOther() throws Exception {
    Path a = file("a.log", "h - - [01/Aug/1995:00:00:01 +0000] \"GET /\" 200 1\n");
    Path b = file("b.log", "h - - [01/Aug/1995:00:00:01 +0000] \"GET /\" 200 1\n");
    Path c = file("c.log", "h - - [01/Aug/1995:00:00:03 +0000] \"GET /\" 200 1\n");
    assertThat(seconds(c, a, b)).containsExactly(2, 0, 1);
  }

  @Test
  void jsonLinesAreRequestsOrRates() throws Exception {
    String requests =
        """
        {"ts":1760104800.25,"status":200,"request":{"uri":"/","count":3},"size":5,"host":"a"}
        {"ts":1760104800.9,"status":200,"request":{"uri":"/"},"size":5,"host":"a"}
        {"ts":1760104802.1,"status":500,"request":{"uri":"/"},"size":5,"host":"b"}
        """;
    assertThat(seconds(file("caddy.log", requests))).containsExactly(2, 0, 1);
    String rates =
        """
        {"time":"2025-10-10T14:00:00Z","rps":10}
        {"time":"2025-10-10T14:01:00+00:00","rps":"20"}
        {"time":"2025-10-10T17:02:00+03:00","rps":30.5}
        """;
    Series s = read(file("rates.jsonl", rates)).series();
    assertThat(s.values()).containsExactly(10, 20, 30.5);
    assertThat(s.step()).isEqualTo(60);
    assertThat(s.start()).isEqualTo(Instant.parse("2025-10-10T14:00:00Z"));
  }

  @Test
  void tablesAreReadByTheNamesOfTheirColumns() throws Exception {
    String counts =
        "host;Requests;Timestamp\nx;600;2025-10-10 00:00:00\nx;1200;2025-10-10 00:05:00\n";
    Loaded loaded = read(file("elb.csv", counts));
    assertThat(loaded.series().values()).containsExactly(2, 4);
    assertThat(loaded.reading().remarks())
        .contains(
            "2 times have no time zone and were read as UTC (--zone)",
            "'Requests' was read as requests from one time to the next (else --per 1s)");
    String each = "time,method,path\n1760104800,GET,\"/a,b\"\n1760104800,GET,/\n1760104801,PUT,/\n";
    assertThat(seconds(file("each.csv", each))).containsExactly(2, 1);
  }

  @Test
  void theTimeZoneOfTimesWithoutOneIsSaidByAPersonAndKnowsOfSummerTime() throws Exception {
    Path file = file("a.csv", "time,rps\n2025-10-26 01:00:00,1\n2025-10-26 03:00:00,2\n");
    ReadOptions berlin = new ReadOptions(null, ZoneId.of("Europe/Berlin"), null, null, null, null);
    Series s = SeriesReader.read(List.of(file), berlin, Progress.NONE).series();
    assertThat(s.start()).isEqualTo(Instant.parse("2025-10-25T23:00:00Z"));
    assertThat(s.step()).as("the clock went back in between").isEqualTo(3 * 3600);
  }

  @Test
  void theSeriesOfAPrometheusAnswerAreAddedUp() throws Exception {
    String answer =
        """
        {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"pod":"a"},"values":[[1760104800.781,"1.5"],[1760104815.781,"NaN"],[1760104830.781,"2"]]},
        {"metric":{"pod":"b"},"values":[[1760104800.781,"1"],[1760104815.781,"3"],[1760104830.781,"+Inf"]]}]}}
        """;
    Loaded loaded = read(file("range.json", answer));
    assertThat(loaded.series().values()).containsExactly(2.5, 3, 2);
    assertThat(loaded.series().step()).isEqualTo(15);
    assertThat(loaded.reading().remarks()).contains("2 series were added up");
    assertThat(loaded.reading().leftOut())
        .singleElement()
        .satisfies(l -> {
          assertThat(l.trouble()).isEqualTo(Trouble.NOT_FINITE);
          assertThat(l.count()).isEqualTo(2);
        });
  }

  @Test
  void anAnswerThatIsNoRangeIsRefusedWithWhatToDo() throws Exception {
    Path instant =
        file(
            "i.json",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
    assertThatThrownBy(() -> read(instant)).hasMessageContaining("ask /api/v1/query_range");
    Path error =
        file(
            "e.json",
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");
    assertThatThrownBy(() -> read(error)).hasMessageContaining("error: parse error");
  }

  @Test
  void whereNothingUsableIsLeftTheMessageSaysPlaceFoundAllowedAndWhatToDo() throws Exception {
    Path bad = file("b.csv", "t_seconds,requests_per_second\n0,many\n60,-1\n");
    assertThatThrownBy(() -> read(bad))
        .isInstanceOf(SeriesException.class)
        .hasMessageContaining(bad + " (CSV): nothing usable is left")
        .hasMessageContaining(
            "1 with no number where the rate should be, the first " + bad + ":2: '0,many'")
        .hasMessageContaining("1 with a rate below 0, the first " + bad + ":3: '60,-1'")
        .hasMessageContaining("is needed; say --format");
    assertThatThrownBy(() -> read(file("d.log", "hello\n")))
        .hasMessageContaining("d.log:1: found 'hello'; an access log");
    assertThatThrownBy(() -> read(file("e.csv", ""))).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> read(file("z.csv", "time,rps\n0,0\n60,0\n")))
        .hasMessageContaining("all rates are 0");
    assertThatThrownBy(() -> read(folder.resolve("no.csv")))
        .hasMessage(folder.resolve("no.csv") + ": there is no such file");
    assertThatThrownBy(() -> read(folder)).hasMessageContaining("is a folder");
    Path zip =
        Files.write(folder.resolve("a.zst"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
    assertThatThrownBy(() -> read(zip)).hasMessageContaining("zstd -dc");
  }

  @Test
  void aLogAndRatesAreNotMixed() throws Exception {
    Path log = file("a.log", LOG);
    Path rates = file("a.csv", "time,rps\n0,1\n60,2\n");
    assertThatThrownBy(() -> read(log, rates))
        .hasMessageContaining("simulate them one after the other");
  }
}
