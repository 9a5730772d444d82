package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.engine.Engines;
import dev.spillway.dns.fuzz.Mutator;
import dev.spillway.dns.fuzz.Queries;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server with a signed zone and a transfer key, under fire on both transports. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SiegeFuzzTest {
  private static final int VOLLEY = 50;

  @TempDir Path folder = Path.of("");

  private static List<byte[]> queries() {
    List<byte[]> all = new ArrayList<>(Queries.corpus());
    all.addAll(Queries.signed(Stage.KEY, Base64.getDecoder().decode(Stage.SECRET)));
    return all;
  }

  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void theCorpusAndItsChangesHarmNoDatagramWorker(Engines.Kind kind) throws Exception {
    List<byte[]> from = queries();
    Mutator mutator = new Mutator(11, Queries.MOST_BYTES);
    int volleys = 0;
    try (Siege siege = new Siege(folder, kind)) {
      siege.volley(from);
      for (; mutator.more(); volleys++) {
        List<byte[]> changed = new ArrayList<>();
        for (int i = 0; i < VOLLEY; i++) {
          changed.add(mutator.change(from));
        }
        siege.volley(changed);
      }
      siege.assertUnharmed();
    }
    assertThat(volleys).isPositive();
  }

  /** Several messages on a connection, with lengths in front that are right or not. */
  @ParameterizedTest
  @EnumSource(value = Engines.Kind.class, names = "BEST")
  void theCorpusAndItsChangesHarmNoConnection(Engines.Kind kind) throws Exception {
    List<byte[]> from = queries();
    Mutator mutator = new Mutator(12, Queries.MOST_BYTES);
    List<byte[]> frames = new ArrayList<>();
    from.forEach(query -> frames.add(Siege.framed(query)));
    int connections = 0;
    try (Siege siege = new Siege(folder, kind)) {
      for (byte[] frame : frames) {
        assertThat(siege.stream(frame)).hasSizeLessThan(100);
      }
      for (; mutator.more(); connections++) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = mutator.below(5); i >= 0; i--) {
          byte[] query = mutator.change(from);
          bytes.writeBytes(mutator.below(3) > 0 ? Siege.framed(query) : mutator.change(frames));
        }
        for (byte[] answer : siege.stream(bytes.toByteArray())) {
          assertThat(answer.length).isGreaterThanOrEqualTo(12);
          assertThat(answer[2] & 0x80).as("a response").isEqualTo(0x80);
        }
      }
      siege.assertUnharmed();
    }
    assertThat(connections).isPositive();
  }
}
