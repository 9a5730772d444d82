package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.transfer.TransferKey;
import dev.spillway.dns.zone.ZoneImage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
  final DnsServer server;
  private final Answering answering;
  volatile Instant now;

  Stage(Path folder, boolean signed, List<Endpoint> secondaries) throws Exception {
    this(folder, signed, secondaries, Instant.now(), settings -> settings);
  }

  /**
   * @param begin what its clock says until a test moves it
   */
  Stage(
      Path folder,
      boolean signed,
      List<Endpoint> secondaries,
      Instant begin,
      UnaryOperator<DnsSettings> settings)
      throws Exception {
    this.now = begin;
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
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.take());
    answering =
        Answering.start(
            List.of(zone),
            keeper.live(),
            table,
            settings.apply(DnsSettings.of(List.of(at))),
            shared);
    keeper.listen(answering::changed);
    keeper.whenRebuilt(answering::rebuild);
    server = answering.server();
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
    return figure(answering.counts(), "spillway_dns_transfers_total{result=\"" + kind + "\"}");
  }

  /** The one with the key; 0 without it. */
  static long figure(List<Sample> all, String key) {
    return all.stream()
        .filter(sample -> sample.key().equals(key))
        .mapToLong(sample -> (long) sample.value())
        .sum();
  }

  @Override
  public void close() {
    answering.close();
    keeper.close();
  }
}
