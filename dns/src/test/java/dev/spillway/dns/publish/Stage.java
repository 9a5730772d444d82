package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.transfer.Notifier;
import dev.spillway.dns.transfer.TransferKey;
import dev.spillway.dns.transfer.Transfers;
import dev.spillway.dns.zone.ZoneImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A controller's DNS: a zone with content, signed or not, its server, transfers and notifies. */
final class Stage implements AutoCloseable {
  static final String KEY = "xfr.example.com";
  static final String SECRET = "c3BpbGx3YXkgdGVzdHMgdXNlIHRoaXMgc2VjcmV0ISE=";

  static final String CONTENT =
      """
      $TTL 600
      @               MX   10 mail
      @               TXT  "v=spf1 -all"
      @               CAA  0 issue "letsencrypt.org"
      mail            A    192.0.2.25
      asuid.shop      TXT  "0123456789ABCDEF"
      _acme-challenge.shop 60 TXT "token"
      www             CNAME shop
      *.wild          A    192.0.2.77
      *.wild          TXT  "any"
      deep.a.b        TXT  "below empty names"
      sub             NS   ns.sub
      ns.sub          A    192.0.2.99
      secure          NS   ns.elsewhere.test.
      secure          DS   12345 13 2 ( 0123456789ABCDEF0123456789ABCDEF
                                        0123456789ABCDEF0123456789ABCDEF )
      """;

  final Path folder;
  final Path file;
  final KeyFolder keys;
  final SteeringTable table;
  final ZoneKeeper keeper;
  final Transfers transfers;
  final DnsServer server;
  private final Notifier notifier;
  volatile Instant now = Instant.now();

  Stage(Path folder, boolean signed, List<Endpoint> secondaries) throws Exception {
    this.folder = folder;
    this.file = folder.resolve("example.zone");
    Files.writeString(file, CONTENT);
    Zone zone =
        new Zone(
            World.ZONE.name(),
            World.ZONE.nameServers(),
            World.ZONE.contact(),
            new Zone.Content(
                List.of("extra 300 TXT \"from the configuration\""), Optional.of(file)),
            signed,
            secondaries.stream().map(a -> new Zone.Secondary(a, KEY)).toList());
    List<TransferKey> shared = List.of(new TransferKey(KEY, "hmac-sha256", SECRET));
    keys = new KeyFolder(folder.resolve("keys"));
    table = SteeringTable.open(folder.resolve("dns"));
    table.apply(World.shop(0.4));
    InstantSource clock = () -> now;
    keeper =
        ZoneKeeper.openIdle(List.of(zone), List.of(), table, folder.resolve("dns"), keys, clock);
    transfers = new Transfers(List.of(zone), shared);
    notifier = new Notifier(List.of(zone), shared);
    keeper.listen(images -> images.forEach(this::changed));
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        DnsServer.start(keeper.live().sources(), transfers, table, DnsSettings.of(List.of(any)));
    keeper.whenRebuilt(this::rebuild);
  }

  private void changed(ZoneImage image) {
    if (transfers.update(image)) {
      notifier.changed("example.com");
    }
  }

  private void rebuild() {
    try {
      server.zones(keeper.live().sources());
    } catch (dev.spillway.core.AdapterException.Invalid e) {
      throw new IllegalStateException(e);
    }
  }

  void steer(SteeredHost row) throws Exception {
    table.apply(row);
  }

  int port() {
    return server.addresses().getFirst().getPort();
  }

  ZoneImage image() {
    return keeper.live().images().getFirst();
  }

  String serial() {
    return Integer.toUnsignedString(image().serial());
  }

  KeyRing ring() throws Exception {
    return keys.read("example.com").orElseThrow();
  }

  /** In the form of BIND and delv. */
  String anchors() throws Exception {
    String key = java.util.Base64.getEncoder().encodeToString(ring().key().point());
    return "trust-anchors { example.com. static-key 257 3 13 \"" + key + "\"; };\n";
  }

  String dig(String... arguments) throws Exception {
    return ask("dig", "127.0.0.1", port(), arguments);
  }

  static String ask(String program, String host, int port, String... arguments) throws Exception {
    Foreign.require(program);
    List<String> command =
        new ArrayList<>(List.of(program, "@" + host, "-p", String.valueOf(port)));
    command.addAll(List.of(arguments));
    return Foreign.run(command);
  }

  /** How many transfers of a kind were given. */
  long given(String kind) {
    String name = "spillway_dns_transfers_total{result=\"" + kind + "\"}";
    return transfers.counters().getOrDefault(name, 0L);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.close();
    notifier.close();
    keeper.close();
  }
}
