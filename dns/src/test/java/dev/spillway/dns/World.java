package dev.spillway.dns;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** The small world that the tests ask about. */
final class World {
  static final String HOST = "shop.example.com";
  static final String HOME_V4 = "203.0.113.10";
  static final String HOME_V6 = "2001:db8:1::10";
  static final String CLOUD_V4 = "198.51.100.7";
  static final String CLOUD_V6 = "2001:db8:2::7";

  static final Zone ZONE =
      new Zone(
          "example.com",
          List.of(
              new Zone.NameServer("ns1.example.com", List.of("192.0.2.1", "2001:db8::1")),
              new Zone.NameServer("ns.elsewhere.test", List.of())),
          "hostmaster.example.com");

  private World() {}

  /** Home and cloud, both with both families. */
  static SteeredHost shop(double cloudShare) {
    return row(
        HOST,
        new SiteAnswer("hq", Share.of(1 - cloudShare), List.of(HOME_V4, HOME_V6)),
        new SiteAnswer("azure", Share.of(cloudShare), List.of(CLOUD_V4, CLOUD_V6)));
  }

  static SteeredHost row(String host, SiteAnswer... sites) {
    return new SteeredHost(host, Duration.ofSeconds(20), List.of(sites));
  }

  static DnsSettings settings() {
    return DnsSettings.of(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  static DnsServer serve(SteeringTable table) throws AdapterException {
    return DnsServer.start(List.of(ZONE), table, settings());
  }
}
