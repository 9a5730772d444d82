package dev.spillway.control.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

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
  void whatNobodyNeedsGoesOnceItHadTimeToBeDeployed() throws Exception {
    ReleaseStore store = new ReleaseStore(folder.resolve("releases"));
    store.prune(Set.of(), NOON);
    Release needed = added(store, "needed", NOON.minusSeconds(60));
    Release past = added(store, "past", NOON.minusSeconds(60));
    Release fresh = added(store, "fresh", NOON);
    store.prune(Set.of(needed.digest()), NOON);
    assertThat(store.find(needed.digest())).hasValue(needed);
    assertThat(store.find(past.digest())).isEmpty();
    assertThat(store.path(past).getParent()).doesNotExist();
    assertThat(store.find(fresh.digest())).hasValue(fresh);
  }

  private Release added(ReleaseStore store, String bytes, Instant at) throws Exception {
    Release release = store.add(Files.writeString(folder.resolve("shop.jar"), bytes));
    Files.setLastModifiedTime(store.path(release).getParent(), FileTime.from(at));
    return release;
  }

  @Test
  void whatAnInterruptedHandOverLeftIsRemoved() throws Exception {
    Path releases = Files.createDirectories(folder.resolve("releases"));
    Path part = Files.writeString(releases.resolve("incoming123.part"), "half");
    new ReleaseStore(releases);
    assertThat(part).doesNotExist();
  }
}
