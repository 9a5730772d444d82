package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody edits a zone file badly while it is answered. */
class ZoneMistakesTest {
  private static final Logger LOGGER = Logger.getLogger(ZoneSources.class.getName());

  private final List<String> said = new ArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          said.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir Path folder = Path.of("");
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder, true, List.of());
    LOGGER.addHandler(ear);
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(ear);
    stage.close();
  }

  private void write(String more) throws Exception {
    Files.writeString(stage.file, Stage.CONTENT + more);
    said.clear();
    stage.keeper.look();
  }

  @Test
  void aWrongFileChangesNothingAndIsSaidWithLineAndReason() throws Exception {
    String serial = stage.serial();
    int lines = (int) Stage.CONTENT.lines().count();
    write("new A 192.0.2.200\nwww TXT \"beside\"\nmail A 192.0.2.26\nmail 60 A 192.0.2.27\n");
    assertThat(said).hasSize(1);
    assertThat(said.getFirst())
        .contains("the zone example.com cannot be served")
        .contains(stage.file + ":" + (lines + 4) + ": mail.example.com A: its TTL differs")
        .contains("www.example.com")
        .contains("a CNAME stands alone")
        .contains("The old one, serial " + serial + ", goes on being answered");
    assertThat(stage.serial()).isEqualTo(serial);
    assertThat(stage.dig("new.example.com", "A")).contains("NXDOMAIN");
    assertThat(stage.dig("mail.example.com", "A", "+short")).isEqualTo("192.0.2.25\n");

    stage.keeper.look();
    assertThat(said).as("said once for each file").hasSize(1);

    write("new A 192.0.2.200\n");
    assertThat(said).singleElement().asString().contains("was read anew");
    assertThat(stage.dig("new.example.com", "A", "+short")).isEqualTo("192.0.2.200\n");
    assertThat(stage.serial()).isNotEqualTo(serial);
  }

  @Test
  void aLineThatCannotBeReadIsNamedAndWhatIsBelowItIsNotLookedAt() throws Exception {
    String serial = stage.serial();
    int lines = (int) Stage.CONTENT.lines().count();
    write("bad A 1.2.3\nwww TXT \"beside\"\n");
    assertThat(said).hasSize(1);
    assertThat(said.getFirst())
        .contains(stage.file + ":" + (lines + 1) + ": ")
        .contains("1.2.3")
        .doesNotContain("a CNAME stands alone");
    assertThat(stage.serial()).isEqualTo(serial);
  }

  @Test
  void aFileThatIsGoneIsSaidAndTheZoneGoesOn() throws Exception {
    Files.delete(stage.file);
    stage.keeper.look();
    assertThat(said).singleElement().asString().contains("no such file").contains("goes on");
    assertThat(stage.dig("mail.example.com", "A", "+short")).isEqualTo("192.0.2.25\n");
  }
}
