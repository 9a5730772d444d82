package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.ZoneSource;
import dev.spillway.dns.transfer.Notifier;
import dev.spillway.dns.transfer.TransferKey;
import dev.spillway.dns.transfer.Transfers;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.dns.zone.ZoneImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Name;

/**
 * A server with zones that change while it runs, and with secondaries. Whoever takes in new images
 * calls {@link #rebuild}. Safe for any thread.
 */
public final class Answering implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Answering.class.getName());

  private final List<Zone> zones;
  private final LiveZones live;
  private final Transfers transfers;
  private final Notifier notifier;
  private final DnsServer server;
  private final SteeringTable table;

  /** Follows the table after the server, so the server answers what a row has changed. */
  private final SteeringTable.Follower teller = (rows, row) -> tell();

  /** Zones that have changed and whose secondaries do not know. */
  private final Set<String> untold = ConcurrentHashMap.newKeySet();

  private Answering(
      List<Zone> zones,
      LiveZones live,
      SteeringTable table,
      DnsSettings settings,
      List<TransferKey> keys)
      throws AdapterException.Invalid {
    this.zones = List.copyOf(zones);
    this.live = live;
    this.transfers = transfers(zones, keys);
    this.notifier = new Notifier(zones, keys);
    changed(live.images());
    this.server = DnsServer.start(sources(), transfers, table, settings);
    this.table = table;
    table.follow(teller);
  }

  private static Transfers transfers(List<Zone> zones, List<TransferKey> keys)
      throws AdapterException.Invalid {
    try {
      return new Transfers(zones, keys);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("dns: " + e.getMessage(), e);
    }
  }

  /**
   * Starts; when it returns, all addresses answer.
   *
   * @param zones as configured; those without an image are answered without further content
   * @param live what is answered
   * @param keys of secondaries
   * @throws AdapterException.Invalid when an address cannot be listened on, or a key is missing
   */
  public static Answering start(
      List<Zone> zones,
      LiveZones live,
      SteeringTable table,
      DnsSettings settings,
      List<TransferKey> keys)
      throws AdapterException.Invalid {
    return new Answering(zones, live, table, settings, keys);
  }

  /** The same with the usual settings. */
  public static Answering start(
      List<Zone> zones,
      LiveZones live,
      SteeringTable table,
      List<Endpoint> listen,
      List<TransferKey> keys)
      throws AdapterException.Invalid {
    return start(zones, live, table, DnsSettings.at(listen), keys);
  }

  /**
   * Takes in images for transfers. Secondaries are told once the server answers them: one that asks
   * at once and is given the old serial would not ask again before its next refresh.
   */
  public void changed(Collection<ZoneImage> images) {
    for (ZoneImage image : images) {
      if (transfers.update(image)) {
        zones.stream()
            .filter(z -> Arrays.equals(apex(z), image.apex()))
            .forEach(z -> untold.add(z.name()));
      }
    }
  }

  private void tell() {
    for (String zone : untold) {
      if (untold.remove(zone)) {
        notifier.changed(zone);
      }
    }
  }

  /** Answers from the newest images, and tells secondaries. */
  public void rebuild() {
    try {
      server.zones(sources());
      tell();
    } catch (AdapterException.Invalid e) {
      LOG.log(System.Logger.Level.ERROR, "dns: the zones as before go on: {0}", e.getMessage());
    }
  }

  private List<ZoneSource> sources() {
    List<ZoneSource> sources = new ArrayList<>(live.sources());
    for (Zone zone : zones) {
      byte[] apex = apex(zone);
      if (sources.stream().anyMatch(s -> Arrays.equals(s.apex(), apex))) {
        continue;
      }
      if (zone.signed()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "dns: the zone {0} is not answered before the controller has signed it",
            zone.name());
      } else {
        sources.add(new PlainZone(zone));
      }
    }
    return sources;
  }

  private static byte[] apex(Zone zone) {
    return Name.fromConstantString(zone.name() + ".").canonicalize().toWire();
  }

  /** The server itself. */
  public DnsServer server() {
    return server;
  }

  /** All counters since the start. */
  public List<Sample> counts() {
    List<Sample> all = new ArrayList<>(server.counts());
    all.addAll(transfers.counts());
    all.addAll(notifier.counts());
    return all;
  }

  @Override
  public void close() {
    table.unfollow(teller);
    server.close();
    notifier.close();
  }
}
