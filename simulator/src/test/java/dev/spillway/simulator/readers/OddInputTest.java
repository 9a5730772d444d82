package dev.spillway.simulator.readers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.simulator.readers.SeriesReader.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real logs and exports hold: each oddity is said, and none of them bends the curve. */
class OddInputTest {
  @TempDir Path folder;

  private Loaded read(String text) throws IOException, SeriesException {
    Path file = Files.writeString(folder.resolve("odd"), text);
    return SeriesReader.read(List.of(file), ReadOptions.NONE, Progress.NONE);
  }

  private static String rows(int count, int distance, double rate) {
    StringBuilder out = new StringBuilder("time,rps\n");
    for (int i = 0; i < count; i++) {
      out.append(1_760_000_000L + (long) i * distance)
          .append(',')
          .append(rate + i % 3)
          .append('\n');
    }
    return out.toString();
  }

  @Test
  void rowsInAnyOrderGiveTheSameCurve() throws Exception {
    Loaded loaded = read("time,rps\n120,3\n60,2\n0,1\n");
    assertThat(loaded.series().values()).containsExactly(1, 2, 3);
    assertThat(loaded.reading().remarks())
        .contains(
            "time goes backwards in 2 lines, by up to 1 min: each was counted at its own time");
  }

  @Test
  void ofTwoRatesForOneTimeTheMeanIsTakenAndItIsSaid() throws Exception {
    Loaded loaded = read("time,rps\n0,1\n60,2\n60,4\n120,3\n");
    assertThat(loaded.series().values()).containsExactly(1, 3, 3);
    assertThat(loaded.reading().remarks())
        .anyMatch(r -> r.startsWith("1 rates have the time of another"));
  }

  @Test
  void aGapIsBridgedAndSaid() throws Exception {
    Loaded loaded = read("time,rps\n0,1\n60,1\n120,1\n300,7\n360,1\n420,1\n");
    assertThat(loaded.series().values()).containsExactly(1, 1, 1, 3, 5, 7, 1, 1);
    assertThat(loaded.reading().remarks())
        .contains("a gap of 2 min at second 120 bridged by a straight line");
  }

  @Test
  void ratesThatCannotBeAreLeftOutAndANoughtIsARate() throws Exception {
    Loaded loaded =
        read("time,rps\n0,0\n60,2\n120,-5\n180,NaN\n240,1e999\n300,none\n120,4\n180,0\n");
    assertThat(loaded.series().values()).startsWith(0, 2, 4, 0);
    assertThat(loaded.reading().leftOut())
        .extracting(LeftOut::trouble)
        .contains(Trouble.NEGATIVE, Trouble.NOT_FINITE);
    assertThat(loaded.reading().leftOut())
        .filteredOn(l -> l.trouble() == Trouble.NEGATIVE)
        .singleElement()
        .satisfies(l -> assertThat(l.found()).isEqualTo("120,-5"));
    assertThat(loaded.reading().used()).isEqualTo(4);
  }

  @Test
  void aHoleInALogIsSaid() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int minute = 0; minute < 60; minute++) {
      for (int second = 0; second < 60 && (minute < 20 || minute >= 40); second++) {
        String line =
            "h - - [10/Oct/2025:14:%02d:%02d +0000] \"GET /\" 200 1\n".formatted(minute, second);
        log.append(line);
      }
    }
    assertThat(read(log.toString()).reading().remarks())
        .anyMatch(
            r -> r.startsWith("a gap of 20 min at 2025-10-10 14:20:00 UTC without a request"));
  }

  @Test
  void aTimeFarFromAllOthersIsLeftOutInsteadOfStretchingTheCurve() throws Exception {
    Loaded loaded = read(rows(1000, 60, 5) + "4070908800,9\n0,9\n");
    assertThat(loaded.series().values()).hasSize(1000);
    assertThat(loaded.series().step()).isEqualTo(60);
    assertThat(loaded.reading().leftOut())
        .singleElement()
        .satisfies(l ->
            assertThat(l.text())
                .startsWith("2 with a time more than 7 days away")
                .contains("2099-01-01"));
    assertThat(loaded.reading().used()).isEqualTo(1000);
  }

  @Test
  void aCounterThatWasNotDerivedIsSuspected() throws Exception {
    StringBuilder rows = new StringBuilder("time,value\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i * 15).append(',').append(1_000_000 + i * 37).append('\n');
    }
    assertThat(read(rows.toString()).reading().remarks()).anyMatch(r -> r.startsWith("CAUTION"));
    assertThat(read(rows(100, 15, 3)).reading().remarks()).noneMatch(r -> r.startsWith("CAUTION"));
  }

  @Test
  void timesThatKnowOnlyTheMinuteAreSpreadOverIt() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int minute = 0; minute < 60; minute++) {
      String line = "{\"time\":\"2025-10-10T14:%02dZ\",\"path\":\"/\"}\n".formatted(minute);
      lines.append(line.repeat(600));
    }
    Series s = read(lines.toString()).series();
    assertThat(s.step()).isEqualTo(60);
    assertThat(s.values()).containsOnly(10.0);
  }

  @Test
  void aSmallSiteIsCountedByTheMinuteAndALargeOneByTheSecond() throws Exception {
    String line = "h - - [10/Oct/2025:14:%02d:%02d +0000] \"GET /\" 200 1\n";
    StringBuilder small = new StringBuilder();
    StringBuilder large = new StringBuilder();
    for (int t = 0; t < 600; t++) {
      String one = line.formatted(t / 60, t % 60);
      small.append(t % 2 == 0 ? one : "");
      large.append(one.repeat(30));
    }
    assertThat(read(small.toString()).series().step()).isEqualTo(60);
    assertThat(read(large.toString()).series().step()).isEqualTo(1);
  }

  @Test
  void aLineWithoutAnEndIsLeftOutAndTheRestIsRead() throws Exception {
    String log = "h - - [10/Oct/2025:14:00:0%d +0000] \"GET /\" 200 1\n";
    String endless = "x".repeat(3 * Lines.LONGEST) + "\n";
    Loaded loaded = read(log.formatted(1) + endless + log.formatted(2));
    assertThat(loaded.reading().used()).isEqualTo(2);
    assertThat(loaded.reading().leftOut())
        .singleElement()
        .satisfies(l -> assertThat(l.trouble()).isEqualTo(Trouble.TOO_LONG));
  }

  @Test
  void aHundredThousandSeriesOfOneAnswerTakeNoMemoryOfTheirOwn() throws Exception {
    StringBuilder answer =
        new StringBuilder(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
    for (int i = 0; i < 100_000; i++) {
      answer.append(i == 0 ? "" : ",").append("{\"metric\":{\"pod\":\"p").append(i);
      answer.append("\"},\"values\":[[1760104800,\"1\"],[1760104815,\"2\"]]}");
    }
    Loaded loaded = read(answer + "]}}");
    assertThat(loaded.series().values()).containsExactly(100_000, 200_000);
    assertThat(loaded.reading().remarks()).contains("100000 series were added up");
  }
}
