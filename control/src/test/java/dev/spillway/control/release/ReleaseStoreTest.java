package dev.spillway.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {
  @TempDir Path folder;

  @Test
  void theSameBytesUnderAnotherNameAreTheReleaseThatIsThere() throws Exception {
    ReleaseStore store = new ReleaseStore(folder.resolve("releases"));
    Release first = store.add(Files.writeString(folder.resolve("shop.jar"), "bytes"));
    Release again = store.add(Files.writeString(folder.resolve("shop-1.2.jar"), "bytes"));
    assertThat(again).isEqualTo(first);
    assertThat(store.path(again)).exists();
  }

  @Test
  void whatAnInterruptedHandOverLeftIsRemoved() throws Exception {
    Path releases = Files.createDirectories(folder.resolve("releases"));
    Path part = Files.writeString(releases.resolve("incoming123.part"), "half");
    new ReleaseStore(releases);
    assertThat(part).doesNotExist();
  }
}
