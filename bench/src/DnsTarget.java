import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.engine.Engines;
import dev.spillway.dns.publish.Answering;
import dev.spillway.dns.publish.ZoneKeeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The server that bench/dns asks: FOLDER PORT ENGINE CHANGES [signed], with the table of FOLDER on
 * PORT of loopback with one worker; CHANGES a second set the shares of www anew.
 */
public final class DnsTarget {
  public static void main(String[] args) throws Exception {
    SteeringTable table = SteeringTable.open(Path.of(args[0]));
    int changes = Integer.parseInt(args[3]);
    List<Zone.NameServer> servers =
        List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1")));
    Zone zone = new Zone("example.test", servers, "host.example.test");
    DnsSettings settings =
        DnsSettings.of(
                List.of(
                    new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))))
            .withWorkers(1)
            .withEngine(Engines.Kind.valueOf(args[2]));
    if (args.length > 4) {
      signed(zone, table, settings, Path.of(args[0]));
    } else {
      DnsServer.start(List.of(zone), table, settings);
    }
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

  private static void signed(Zone zone, SteeringTable table, DnsSettings settings, Path folder)
      throws Exception {
    List<Zone> zones =
        List.of(
            new Zone(
                zone.name(),
                zone.nameServers(),
                zone.contact(),
                Zone.Content.NONE,
                true,
                List.of()));
    List<String> hosts = table.hosts().stream().map(SteeredHost::host).toList();
    KeyFolder keys = new KeyFolder(folder.resolve("keys"));
    ZoneKeeper keeper =
        ZoneKeeper.open(zones, hosts, table, folder, keys, InstantSource.system());
    Answering answering = Answering.start(zones, keeper.live(), table, settings, List.of());
    keeper.listen(answering::changed);
    keeper.whenRebuilt(answering::rebuild);
  }
}
