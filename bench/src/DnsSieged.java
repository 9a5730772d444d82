import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.engine.Limits;
import dev.spillway.dns.publish.Answering;
import dev.spillway.dns.publish.ZoneKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/**
 * The server that bench/dns-attacks attacks: FOLDER off|on unsigned|signed, with no limits worth
 * the name or with those that are shipped, which here count for this machine's own addresses too.
 * Prints its port, and for each line that it is sent, its counters and its memory in KiB.
 */
public final class DnsSieged {
  private static final Limits OFF = new Limits(Duration.ofHours(1), 30_000, 30_000, 0, 0, true);

  public static void main(String[] args) throws Exception {
    SteeringTable table = SteeringTable.open(Path.of(args[0]));
    table.apply(
        new SteeredHost(
            "www.example.test",
            Duration.ofSeconds(60),
            List.of(new SiteAnswer("hq", Share.ALL, List.of("10.9.9.1", "10.9.9.2")))));
    boolean signed = args[2].equals("signed");
    Zone zone =
        new Zone(
            "example.test",
            List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1"))),
            "host.example.test",
            Zone.Content.NONE,
            signed,
            List.of());
    DnsSettings settings =
        DnsSettings.of(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .withLimits(args[1].equals("on") ? shipped() : OFF);
    DnsServer server = signed ? signed(zone, table, settings, Path.of(args[0])) : DnsServer.start(List.of(zone), table, settings);
    System.out.println(server.addresses().getFirst().getPort());
    Scanner asked = new Scanner(System.in);
    while (asked.hasNextLine()) {
      asked.nextLine();
      Map<String, Long> counts = server.counters();
      System.out.printf(
          "%d %d %d %d%n",
          counts.get("spillway_dns_tcp_refused_total"),
          counts.get("spillway_dns_tcp_closed_total{by=\"newcomer\"}"),
          counts.get("spillway_dns_tcp_closed_total{by=\"failure\"}"),
          resident());
    }
    System.exit(0);
  }

  private static Limits shipped() {
    Limits usual = Limits.USUAL;
    return new Limits(
        usual.tcpIdle(),
        usual.tcpTotal(),
        usual.tcpPerClient(),
        usual.answersPerSecond(),
        usual.slip(),
        true);
  }

  private static DnsServer signed(Zone zone, SteeringTable table, DnsSettings settings, Path folder)
      throws Exception {
    ZoneKeeper keeper =
        ZoneKeeper.open(
            List.of(zone),
            List.of("www.example.test"),
            table,
            folder,
            new KeyFolder(folder.resolve("keys")),
            InstantSource.system());
    Answering answering =
        Answering.start(List.of(zone), keeper.live(), table, settings, List.of());
    keeper.listen(answering::changed);
    keeper.whenRebuilt(answering::rebuild);
    return answering.server();
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
