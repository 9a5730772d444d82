package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.Rows;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.publish.KeptZone.Basis;
import dev.spillway.dns.zone.ZoneException;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where zones come from: files, which are read anew when they have changed, and keys, whose phases
 * end as time passes. What is wrong is said, and what was before goes on. For one thread at a time.
 */
final class ZoneSources {
  private static final System.Logger LOG = System.getLogger(ZoneSources.class.getName());

  private final List<String> hosts;
  private final KeyFolder keys;
  private final InstantSource clock;
  private final Map<Path, Object> stamps = new HashMap<>();

  /**
   * @param hosts names that will be steered, besides those of the table
   */
  ZoneSources(Collection<String> hosts, KeyFolder keys, InstantSource clock) {
    this.hosts = List.copyOf(hosts);
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Reads a zone with its file.
   *
   * @throws AdapterException.Invalid with all that is wrong
   */
  ZoneRecords read(Zone zone, Collection<SteeredHost> rows) throws AdapterException.Invalid {
    zone.content().file().ifPresent(this::isNew);
    Set<String> steered = new TreeSet<>(hosts);
    rows.forEach(row -> steered.add(row.host()));
    try {
      ZoneRecords content = ZoneRecords.load(zone, steered);
      content.warnings().forEach(w -> LOG.log(System.Logger.Level.WARNING, "dns: {0}", w));
      return content;
    } catch (ZoneException e) {
      throw new AdapterException.Invalid(
          "the zone " + zone.name() + " cannot be served:\n" + e.getMessage(), e);
    }
  }

  /**
   * The keys of a zone at the start; they are made when it is to be signed for the first time.
   *
   * @throws AdapterException when they cannot be used, or when dnssec is off too early
   */
  Optional<KeyRing> firstRing(Zone zone) throws AdapterException {
    Optional<KeyRing> first = ringOf(zone);
    isNew(keys.file(zone.name()));
    return first;
  }

  private Optional<KeyRing> ringOf(Zone zone) throws AdapterException {
    if (zone.signed()) {
      Instant now = clock.instant();
      return keys.change(
          zone.name(), ring -> Optional.of(ring.orElseGet(() -> KeyRing.start(now))));
    }
    Optional<KeyRing> ring = keys.read(zone.name());
    if (ring.map(KeyRing::signs).orElse(false)) {
      throw new AdapterException.Invalid(
          "the zone %s has keys (%s) but dnssec is off: resolvers that know its DS would refuse all"
                  .formatted(zone.name(), keys.file(zone.name()))
              + " its answers. Set dnssec: on, run 'spillway dns keys "
              + zone.name()
              + " --leave' and follow it; or remove the file if the parent never held a DS");
    }
    return ring;
  }

  /**
   * What an image of the zone is to be made from now.
   *
   * @return {@code present} itself when nothing has changed
   */
  Basis newest(Zone zone, Basis present, ZoneImage image, Rows rows) {
    Basis next = present;
    if (zone.content().file().map(this::isNew).orElse(false)) {
      next = reread(zone, image, rows).map(next::with).orElse(next);
    }
    Optional<KeyRing> ring = advanced(zone, present.ring(), image.longestTtl());
    return ring.isPresent() ? next.with(ring) : next;
  }

  private boolean isNew(Path path) {
    Object stamp = stamp(path);
    return !stamp.equals(stamps.put(path, stamp));
  }

  private static Object stamp(Path path) {
    try {
      return Files.readAttributes(path, "fileKey,lastModifiedTime,size");
    } catch (IOException none) {
      return "none";
    }
  }

  private Optional<ZoneRecords> reread(Zone zone, ZoneImage image, Rows rows) {
    try {
      ZoneRecords content = read(zone, rows.hosts());
      LOG.log(System.Logger.Level.INFO, "dns: the zone {0} was read anew", zone.name());
      return Optional.of(content);
    } catch (AdapterException.Invalid e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "dns: {0}\nThe old one, serial {1}, goes on being answered",
          e.getMessage(),
          Integer.toUnsignedString(image.serial()));
      return Optional.empty();
    }
  }

  private Optional<KeyRing> advanced(Zone zone, Optional<KeyRing> before, int ttl) {
    String name = zone.name();
    Instant now = clock.instant();
    boolean ends = before.flatMap(r -> r.ends(ttl)).map(end -> !now.isBefore(end)).orElse(false);
    if (!zone.signed() || !isNew(keys.file(name)) && !ends) {
      return Optional.empty();
    }
    try {
      Optional<KeyRing> after = keys.change(name, ring -> ring.map(r -> r.at(now, ttl)));
      stamps.put(keys.file(name), stamp(keys.file(name)));
      if (after.isEmpty()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "dns: the keys of the zone {0} are gone from {1}; it goes on with those in memory",
            name,
            keys.file(name));
        return Optional.empty();
      }
      LOG.log(
          System.Logger.Level.INFO,
          "dns: the keys of {0} were {1}, are {2}",
          name,
          before.map(r -> r.phase().word()).orElse("absent"),
          after.get().phase().word());
      return after;
    } catch (AdapterException e) {
      LOG.log(System.Logger.Level.ERROR, "dns: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
