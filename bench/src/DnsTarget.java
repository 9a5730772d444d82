import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.engine.Engines;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The server that bench/dns asks: FOLDER PORT ENGINE CHANGES, with the table of FOLDER on PORT of
 * loopback with one worker; CHANGES a second set the shares of www anew.
 */
public final class DnsTarget {
  public static void main(String[] args) throws Exception {
    SteeringTable table = SteeringTable.open(Path.of(args[0]));
    int changes = Integer.parseInt(args[3]);
    Zone zone =
        new Zone(
            "example.test",
            List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1"))),
            "host.example.test");
    DnsSettings settings =
        DnsSettings.of(
                List.of(
                    new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))))
            .withWorkers(1)
            .withEngine(Engines.Kind.valueOf(args[2]));
    DnsServer.start(List.of(zone), table, settings);
    SteeredHost www = table.current("www.example.test").orElseThrow();
    for (int i = 0; ; i++) {
      Thread.sleep(changes == 0 ? 3_600_000 : 1000 / changes);
      double home = i % 2 == 0 ? 0.61 : 0.6;
      table.apply(
          new SteeredHost(
              www.host(),
              Duration.ofSeconds(60),
              List.of(
                  new SteeredHost.SiteAnswer("hq", Share.of(home), www.sites().get(0).addresses()),
                  new SteeredHost.SiteAnswer(
                      "azure", Share.of(1 - home), www.sites().get(1).addresses()))));
    }
  }
}
