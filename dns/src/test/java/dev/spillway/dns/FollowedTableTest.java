package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

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
  void aFileThatGetsDamagedLaterDoesNotBringTheOlderTableBack() throws Exception {
    SteeringTable writer = SteeringTable.open(folder);
    writer.apply(World.shop(0.1));
    writer.apply(World.shop(0.4));
    try (FollowedTable followed = FollowedTable.open(folder)) {
      LinkedBlockingQueue<Optional<SteeredHost>> seen = new LinkedBlockingQueue<>();
      followed.table().follow((rows, changed) -> seen.add(rows.row(World.HOST)));
      assertThat(seen.take()).contains(World.shop(0.4));
      Path damaged = Files.writeString(folder.resolve("damaged"), "garbage");
      Files.move(damaged, folder.resolve("steering.table"), StandardCopyOption.ATOMIC_MOVE);
      writer.apply(World.shop(0.5));
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(Optional.of(World.shop(0.5)));
    }
  }

  @Test
  void itGoesOnFollowingAFolderThatWasReplaced() throws Exception {
    Path dns = folder.resolve("dns");
    SteeringTable.open(dns).apply(World.shop(0.1));
    try (FollowedTable followed = FollowedTable.open(dns)) {
      LinkedBlockingQueue<Optional<SteeredHost>> seen = new LinkedBlockingQueue<>();
      followed.table().follow((rows, changed) -> seen.add(rows.row(World.HOST)));
      assertThat(seen.take()).contains(World.shop(0.1));
      Files.move(dns, folder.resolve("aside"));
      Path restored = folder.resolve("restored");
      SteeringTable.open(restored).apply(World.shop(0.3));
      Files.move(restored, dns);
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(Optional.of(World.shop(0.3)));
    }
  }

  @Test
  void beforeTheFirstTableNoNameIsDenied() throws Exception {
    try (FollowedTable followed = FollowedTable.open(folder);
        DnsServer server = Serve.serve(followed.table())) {
      assertThat(rcode(server)).isEqualTo(Rcode.SERVFAIL);
      LinkedBlockingQueue<Long> versions = new LinkedBlockingQueue<>();
      followed.table().follow((rows, changed) -> versions.add(rows.version()));
      assertThat(versions.take()).isZero();
      SteeringTable.open(folder).apply(World.shop(0.1));
      assertThat(versions.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(rcode(server)).isEqualTo(Rcode.NOERROR);
    }
  }

  private static int rcode(DnsServer server) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server.addresses().getFirst());
    return resolver
        .send(Message.newQuery(Record.newRecord(Name.fromString(World.HOST + "."), Type.A, 1)))
        .getRcode();
  }

  @Test
  void aFolderThatDoesNotExistYetIsMade() throws AdapterException, IOException {
    try (FollowedTable followed = FollowedTable.open(folder.resolve("state/dns"))) {
      assertThat(followed.table().hosts()).isEmpty();
    }
  }
}
