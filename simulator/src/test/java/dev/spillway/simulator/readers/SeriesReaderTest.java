package dev.spillway.simulator.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aTraceIsInterpolatedBetweenItsRows() throws Exception {
    Series s = SeriesReader.read(file("a.csv", "t_seconds,requests_per_second\n0,10\n4,30\n6,0\n"));
    assertThat(s.rates()).containsExactly(10, 15, 20, 25, 30, 15, 0, 0);
    assertThat(s.scaled(2).rates()[1]).isEqualTo(30);
  }

  @Test
  void anAccessLogIsCountedBySecondAcrossTimeZonesAndBadLinesAreCounted() throws Exception {
    Series s = SeriesReader.read(file("a.log", LOG));
    assertThat(s.rates()).containsExactly(2, 0, 1);
    assertThat(s.badLines()).isEqualTo(2);
  }

  @Test
  void aCompressedLogIsReadAsItIs() throws Exception {
    Path gz = folder.resolve("a.log.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write(LOG.getBytes(StandardCharsets.ISO_8859_1));
    }
    assertThat(SeriesReader.read(gz).rates()).containsExactly(2, 0, 1);
  }

  @Test
  void aMistakeIsNamedWithFileAndLine() throws Exception {
    Path bad = file("b.csv", "t_seconds,requests_per_second\n0,10\n60,many\n");
    assertThatThrownBy(() -> SeriesReader.read(bad))
        .isInstanceOf(SeriesException.class)
        .hasMessage(
            bad + ":3: found '60,many'; two numbers are needed: t_seconds,requests_per_second");
    Path back = file("c.csv", "t_seconds,requests_per_second\n60,10\n0,10\n");
    assertThatThrownBy(() -> SeriesReader.read(back))
        .hasMessageContaining("c.csv:3:")
        .hasMessageContaining("must grow");
    Path none = file("d.log", "hello\n");
    assertThatThrownBy(() -> SeriesReader.read(none))
        .hasMessageContaining("d.log:1: found 'hello'");
    assertThatThrownBy(() -> SeriesReader.read(file("e.csv", "")))
        .hasMessageContaining("the file is empty");
    Path missing = folder.resolve("no.csv");
    assertThatThrownBy(() -> SeriesReader.read(missing))
        .hasMessage(missing + ": there is no such file");
  }
}
