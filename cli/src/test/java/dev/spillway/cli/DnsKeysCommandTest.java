package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator leads a zone through its keys. */
class DnsKeysCommandTest {
  private static final String ZONE = "example.com";

  @TempDir Path folder;
  private KeyFolder keys;

  private record Result(int exit, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("controller.yaml"), "name: ctl\n");
    keys = new KeyFolder(folder.resolve("state/zone-keys"));
  }

  private Result call(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "-c";
    all[words.length + 1] = folder.resolve("controller.yaml").toString();
    return new Result(line.execute(all), out.toString(), err.toString());
  }

  @Test
  void theDsIsHeldBackUntilItMayBeThereAndThenConfirmed() throws Exception {
    assertThat(call("dns", "keys", ZONE).err()).contains("has no keys").contains("dnssec: on");
    Instant now = Instant.now();
    keys.change(ZONE, none -> Optional.of(KeyRing.start(now)));
    Result early = call("dns", "ds", ZONE);
    assertThat(early.exit()).isEqualTo(1);
    assertThat(early.err()).contains("must hold no DS now").contains("unsigned answers");

    keys.change(ZONE, ring -> ring.map(r -> r.at(now.plus(Duration.ofHours(3)), 3600)));
    Result ds = call("dns", "ds", ZONE);
    assertThat(ds.exit()).isZero();
    assertThat(ds.out()).matches("example.com. IN DS \\d+ 13 2 [0-9A-F]{64}\n");
    assertThat(call("dns", "keys", ZONE, "--ds-there").out()).contains("steady");

    Result roll = call("dns", "keys", ZONE, "--roll", "-o", "json");
    assertThat(roll.out())
        .contains("\"introducing\"")
        .contains("nextKey")
        .doesNotContain("private");
    Result again = call("dns", "keys", ZONE, "--roll");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("a roll starts from steady").contains("introducing");
  }
}
