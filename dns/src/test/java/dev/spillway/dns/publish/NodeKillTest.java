package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.zone.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node as a process that is killed while it saves what it follows. */
class NodeKillTest extends FeedCase {
  private static final int KILLS = 4;
  private static final int ADDRESSES = 400;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** All of the row tells its number, so that a mixture would show. */
  private static SteeredHost row(int number) {
    String address = "10.0." + number / 250 + "." + number % 250;
    return World.row(
        World.HOST,
        new SiteAnswer("hq", Share.of(0.5), Collections.nCopies(ADDRESSES, address)),
        new SiteAnswer("azure", Share.of(0.5), Collections.singletonList(address)));
  }

  /** A new table is being written under another name. */
  private static boolean saves(Path node) throws IOException {
    if (!Files.isDirectory(node)) {
      return false;
    }
    try (Stream<Path> files = Files.list(node)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("steering.*tmp"));
    }
  }

  /** Looks until the latest change is saved; true as soon as it is being saved. */
  private boolean seenSaving(Path node) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!saves(node)) {
      if (saved(node)) {
        return false;
      }
      assertThat(System.nanoTime()).as("it never saves").isLessThan(end);
    }
    return true;
  }

  private boolean saved(Path node) throws IOException {
    try {
      String text = Files.readString(node.resolve("steering.table"));
      return text.contains("\nversion " + stage.table.version() + "\n");
    } catch (NoSuchFileException betweenTwoNames) {
      return false;
    }
  }

  @Test
  void afterwardsItHasOneWholeTableAndTheZonesThatBelongToIt() throws Exception {
    Path node = folder.resolve("n");
    Map<Long, SteeredHost> published = new TreeMap<>();
    published.put(stage.table.version(), stage.table.current(World.HOST).orElseThrow());
    long first = stage.table.version();
    long oldest = first;
    int number = 0;
    try (FeedServer feed = feed(FreePort.take())) {
      for (int kill = 0; kill < KILLS; kill++) {
        try (ChildNode child = new ChildNode(node, shared, feed.port())) {
          awaitEqual(feed, 1);
          SignedAnswersTest.awaitTrue(() -> saved(node));
          long end = System.nanoTime() + PATIENCE_NANOS;
          do { // a save takes a millisecond or two, and may be missed
            stage.steer(row(++number));
            published.put(stage.table.version(), row(number));
          } while (!seenSaving(node) && System.nanoTime() < end);
          child.close(); // at once: a save is over before another program could kill it
        }
        awaitCounted(feed, "connected", 0);
        SteeringTable table = SteeringTable.open(node);
        assertThat(table.version()).isBetween(oldest, stage.table.version());
        assertThat(table.current(World.HOST)).hasValue(published.get(table.version()));
        assertThat(new ImageFile(node).load(table.version())).isPresent();
        oldest = table.version();
      }
    }
    assertThat(oldest).as("a row of this test is among those").isGreaterThan(first);
  }
}
