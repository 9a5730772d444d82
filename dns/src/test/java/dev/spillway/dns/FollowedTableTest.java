package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedTableTest {
  @TempDir Path folder = Path.of("");

  @Test
  void itFollowsAnotherWriterAndStaysWhenThatOneIsGone() throws Exception {
    SteeringTable writer = SteeringTable.open(folder);
    writer.apply(World.shop(0.1));
    try (FollowedTable followed = FollowedTable.open(folder)) {
      assertThat(followed.table().current(World.HOST)).contains(World.shop(0.1));
      LinkedBlockingQueue<Optional<SteeredHost>> seen = new LinkedBlockingQueue<>();
      followed.table().follow((rows, changed) -> seen.add(rows.row(World.HOST)));
      assertThat(seen.take()).contains(World.shop(0.1));

      writer.apply(World.shop(0.4));

      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(Optional.of(World.shop(0.4)));
      assertThat(followed.table().version()).isEqualTo(writer.version());
    }
  }

  @Test
  void aDamagedFileIsNotServed() throws AdapterException, IOException {
    SteeringTable writer = SteeringTable.open(folder);
    writer.apply(World.shop(0.1));
    writer.apply(World.shop(0.4));
    Files.writeString(folder.resolve("steering.table"), "garbage");
    try (FollowedTable followed = FollowedTable.open(folder)) {
      assertThat(followed.table().current(World.HOST)).contains(World.shop(0.1));
    }
  }

  @Test
  void aFolderThatDoesNotExistYetIsMade() throws AdapterException, IOException {
    try (FollowedTable followed = FollowedTable.open(folder.resolve("state/dns"))) {
      assertThat(followed.table().hosts()).isEmpty();
    }
  }
}
