package dev.spillway.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Mutator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Zone files and images with some bytes changed: refused with a reason or taken, never a crash. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ZoneFuzzTest {
  @TempDir Path folder = Path.of("");

  @Test
  void changedZoneFilesAreReadOrRefusedWithTheirPlace() {
    ZoneFileTarget target = new ZoneFileTarget(folder.resolve("fuzz.zone"));
    List<byte[]> from = ZoneFileTarget.seeds();
    Mutator mutator = new Mutator(21, 2_000);
    int read = 0;
    int refused = 0;
    while (mutator.more()) {
      ZoneFileTarget.Result result = Claim.noException(mutator.change(from), target::read);
      read += result.entries().isEmpty() ? 0 : 1;
      refused += result.findings().isEmpty() ? 0 : 1;
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  @Test
  void changedImagesAreTakenOrRefused() {
    List<byte[]> from = ImageTarget.seeds();
    Mutator mutator = new Mutator(22, 2_000);
    int refused = 0;
    int taken = 0;
    while (mutator.more()) {
      if (Claim.noException(mutator.change(from), ImageTarget::read)) {
        taken++;
      } else {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    assertThat(taken).isPositive();
  }
}
