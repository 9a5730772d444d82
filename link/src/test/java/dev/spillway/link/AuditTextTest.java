package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a gateway writes into an OPEN, the log stays one that can be verified and gone on. */
class AuditTextTest {
  @TempDir Path folder;

  private static AuditRecord record(String client, String service, String why) {
    return new AuditRecord(
        Instant.parse("2026-01-02T03:04:05Z"),
        "refused",
        "1.1",
        "shop",
        "cloud",
        "CN=gateway at 10.9.0.4:9443",
        client,
        "",
        service,
        "",
        0,
        0,
        why);
  }

  /** Writes the records, opens the log again as a restarted agent does, and checks it. */
  private static List<String> writeAndVerify(Path file, List<AuditRecord> records)
      throws IOException {
    for (AuditRecord each : records) {
      try (AuditLog log = AuditLog.open(file, false)) {
        log.begins(each);
      }
    }
    assertThat(AuditChain.check(file).head().lines()).isEqualTo(records.size());
    return Files.readAllLines(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\r", "\n", "\u202e", "\u007f", "\ud800"})
  void aLineEndOfWhateverKindIsWrittenAsItsNumber(String end) throws Exception {
    List<String> lines =
        writeAndVerify(
            folder.resolve("link.log"),
            List.of(record("10.0.0.7" + end + ":1", "d" + end + "b", end), record("", "", "")));
    assertThat(lines).hasSize(2);
    String number = "\\u%04x".formatted((int) end.charAt(0));
    assertThat(lines.get(0)).contains("10.0.0.7" + number + ":1", "\"d" + number + "b\"");
  }

  @Test
  void aReasonThatNamesAThousandServicesIsCut() throws Exception {
    String why =
        "NOT_ALLOWED: 'payroll' is not on the agent's list " + "customers-db, ".repeat(5000);
    List<String> lines =
        writeAndVerify(
            folder.resolve("link.log"), List.of(record("", "", why), record("", "", "")));
    assertThat(lines.get(0))
        .hasSizeLessThan(4096)
        .contains("customers-db, cust", "...\",\"before\"");
  }

  @Property(tries = 300)
  void anyTextsLeaveALogThatHolds(
      @ForAll @Size(min = 1, max = 4) List<@StringLength(max = 400) String> texts,
      @ForAll @StringLength(max = 30_000) String why)
      throws IOException {
    Path file = Files.createTempFile("spillway-link-test", ".log");
    List<AuditRecord> records =
        texts.stream().map(text -> record(text, text + why, why + text)).toList();
    List<String> lines;
    try {
      lines = writeAndVerify(file, records);
    } finally {
      Files.delete(file);
    }
    assertThat(lines).hasSize(records.size()).allMatch(line -> line.matches("[ -~]{1,16383}"));
  }
}
