package dev.spillway.dns.answer;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import java.time.Duration;
import java.util.List;

/** The small world that the tests ask about. */
public final class World {
  public static final String HOST = "shop.example.com";
  public static final String HOME_V4 = "203.0.113.10";
  public static final String HOME_V6 = "2001:db8:1::10";
  public static final String CLOUD_V4 = "198.51.100.7";
  public static final String CLOUD_V6 = "2001:db8:2::7";

  public static final Zone ZONE =
      new Zone(
          "example.com",
          List.of(
              new Zone.NameServer("ns1.example.com", List.of("192.0.2.1", "2001:db8::1")),
              new Zone.NameServer("ns.elsewhere.test", List.of())),
          "hostmaster.example.com");

  private World() {}

  /** Home and cloud, both with both families. */
  public static SteeredHost shop(double cloudShare) {
    return row(
        HOST,
        new SiteAnswer("hq", Share.of(1 - cloudShare), List.of(HOME_V4, HOME_V6)),
        new SiteAnswer("azure", Share.of(cloudShare), List.of(CLOUD_V4, CLOUD_V6)));
  }

  public static SteeredHost row(String host, SiteAnswer... sites) {
    return new SteeredHost(host, Duration.ofSeconds(20), List.of(sites));
  }

  /** What the given rows make of the zone, with their place in the list as version. */
  static Snapshot snapshot(SteeredHost... rows) {
    return snapshot(List.of(ZONE), rows);
  }

  static Snapshot snapshot(List<Zone> zones, SteeredHost... rows) {
    List<PlainZone> plain = zones.stream().map(PlainZone::new).toList();
    return new SnapshotBuilder(plain, World::siteId).build(List.of(rows), rows.length);
  }

  /** Numbers that say the site by its first letter. */
  static int siteId(String host, String site) {
    return site.charAt(0) - 'a';
  }
}
