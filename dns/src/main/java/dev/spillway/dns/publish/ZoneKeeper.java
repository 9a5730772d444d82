package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.Rows;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.zone.ImageBytes;
import dev.spillway.dns.zone.ImageFile;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.dns.zone.ZoneException;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Keeps the images of all zones right at the controller: after a change of a row, of a zone file,
 * of keys, and as time passes (signatures, rollover). It follows the table before any server does,
 * so that the answers of a row are signed before they are given. Answers do not wait for the disk;
 * the table's file does, so a saved row never lacks its signatures. Safe for any thread.
 */
public final class ZoneKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ZoneKeeper.class.getName());
  private static final Sample.Family SERIAL =
      Sample.Family.gauge("spillway_dns_zone_serial", "Serial of the zone's SOA.", "zone");
  private static final Sample.Family SIGNATURES =
      Sample.Family.counter(
          "spillway_dns_zone_signatures_made_total", "Signatures made for the zone.", "zone");
  private static final long LOOK_SECONDS = 1;

  private final List<String> hosts;
  private final SteeringTable table;
  private final KeyFolder keys;
  private final ImageFile file;
  private final InstantSource clock;
  private final List<KeptZone> zones = new ArrayList<>();
  private final Map<Path, Object> stamps = new HashMap<>();
  private final LiveZones live = new LiveZones();
  private final List<Consumer<List<ZoneImage>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> rebuilders = new CopyOnWriteArrayList<>();
  private final SteeringTable.Follower follower = this::follow;
  private final Runnable saver = this::save;
  private final Object disk = new Object();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dns-zones").daemon().factory());
  private Rows rows = Rows.NONE;

  private ZoneKeeper(
      Collection<String> hosts,
      SteeringTable table,
      KeyFolder keys,
      ImageFile file,
      InstantSource clock) {
    this.hosts = List.copyOf(hosts);
    this.table = table;
    this.keys = keys;
    this.file = file;
    this.clock = clock;
  }

  /**
   * Reads zones and keys, makes keys where a zone is to be signed for the first time, and begins to
   * follow the table.
   *
   * @param hosts names that will be steered, besides those of the table
   * @param folder where images are kept for the next start and for DNS processes of this machine
   * @throws AdapterException when a zone is wrong (all its mistakes), or keys cannot be used
   */
  public static ZoneKeeper open(
      List<Zone> zones,
      Collection<String> hosts,
      SteeringTable table,
      Path folder,
      KeyFolder keys,
      InstantSource clock)
      throws AdapterException {
    ZoneKeeper keeper = openIdle(zones, hosts, table, folder, keys, clock);
    keeper.timer.scheduleWithFixedDelay(keeper::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return keeper;
  }

  /** Without a thread that looks after files and time; {@link #look} is called instead. */
  static ZoneKeeper openIdle(
      List<Zone> zones,
      Collection<String> hosts,
      SteeringTable table,
      Path folder,
      KeyFolder keys,
      InstantSource clock)
      throws AdapterException {
    ZoneKeeper keeper = new ZoneKeeper(hosts, table, keys, new ImageFile(folder), clock);
    Map<ByteBuffer, ZoneImage> before = ImageBytes.byApex(keeper.file.load().orElseGet(List::of));
    for (Zone zone : zones) {
      ZoneRecords content = keeper.read(zone, table.hosts());
      Optional<KeyRing> ring = keeper.firstRing(zone);
      ZoneImage image = before.get(ByteBuffer.wrap(content.origin().toWireCanonical()));
      keeper.zones.add(new KeptZone(content, ring, image));
      zone.content().file().ifPresent(f -> keeper.stamps.put(f, stamp(f)));
      keeper.stamps.put(keys.file(zone.name()), stamp(keys.file(zone.name())));
    }
    table.follow(keeper.follower);
    keeper.save();
    table.saveFirst(keeper.saver);
    return keeper;
  }

  private ZoneRecords read(Zone zone, Collection<SteeredHost> rows)
      throws AdapterException.Invalid {
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

  private Optional<KeyRing> firstRing(Zone zone) throws AdapterException {
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

  /** What a server is to answer from; it follows all later changes. */
  public LiveZones live() {
    return live;
  }

  /**
   * Is told of images that have changed, in order, before a row that needs them is answered.
   *
   * @param listener quick; gets all of them once before this returns
   */
  public synchronized void listen(Consumer<List<ZoneImage>> listener) {
    listener.accept(live.images());
    listeners.add(listener);
  }

  /** Is called when images have changed while the table has not: servers are to read them anew. */
  public void whenRebuilt(Runnable rebuilder) {
    rebuilders.add(rebuilder);
  }

  private synchronized void follow(Rows now, Optional<SteeredHost> changed) {
    rows = now;
    List<KeptZone> touched =
        zones.stream().filter(z -> changed.map(row -> touches(z, row)).orElse(true)).toList();
    update(touched);
  }

  private boolean touches(KeptZone zone, SteeredHost row) {
    return zoneOf(row).filter(zone::equals).isPresent() && zone.isTouchedBy(row);
  }

  /** The longest zone that holds the host. */
  private Optional<KeptZone> zoneOf(SteeredHost row) {
    return zones.stream()
        .filter(z -> row.host().equals(z.zone.name()) || row.host().endsWith("." + z.zone.name()))
        .max(java.util.Comparator.comparingInt(z -> z.zone.name().length()));
  }

  private boolean update(List<KeptZone> some) {
    List<ZoneImage> changed = new ArrayList<>();
    for (KeptZone zone : some) {
      List<SteeredHost> hosts =
          rows.hosts().stream()
              .filter(row -> zoneOf(row).filter(zone::equals).isPresent())
              .toList();
      if (zone.update(hosts, clock.instant())
          || live.images().stream().noneMatch(zone.image()::equals)) {
        live.put(zone.image());
        changed.add(zone.image());
      }
    }
    if (!changed.isEmpty()) {
      unsaved.set(true);
      listeners.forEach(listener -> listener.accept(changed));
    }
    return !changed.isEmpty();
  }

  private void save() {
    synchronized (disk) {
      if (!unsaved.getAndSet(false)) {
        return;
      }
      try {
        file.save(live.images());
      } catch (AdapterException.Transient e) {
        unsaved.set(true);
        LOG.log(System.Logger.Level.ERROR, "dns: {0}; the next change saves it", e.getMessage());
      }
    }
  }

  /** Looks after files and time. */
  void look() {
    try {
      if (takeIn()) {
        save();
        rebuilders.forEach(Runnable::run);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "dns: the zones could not be looked after; they go on", e);
    }
  }

  private synchronized boolean takeIn() {
    List<KeptZone> due = new ArrayList<>();
    for (KeptZone zone : zones) {
      boolean newContent =
          zone.zone.content().file().map(f -> isNew(f) && reread(zone)).orElse(false);
      boolean newRing = advanced(zone);
      if (newContent || newRing || !clock.instant().isBefore(zone.renewal())) {
        due.add(zone);
      }
    }
    return update(due);
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

  private boolean reread(KeptZone zone) {
    try {
      zone.content(read(zone.zone, rows.hosts()));
      LOG.log(System.Logger.Level.INFO, "dns: the zone {0} was read anew", zone.zone.name());
      return true;
    } catch (AdapterException.Invalid e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "dns: {0}\nThe old one, serial {1}, goes on being answered",
          e.getMessage(),
          Integer.toUnsignedString(zone.image().serial()));
      return false;
    }
  }

  private boolean advanced(KeptZone zone) {
    String name = zone.zone.name();
    Optional<KeyRing> before = zone.ring();
    int ttl = zone.image().longestTtl();
    Instant now = clock.instant();
    boolean ends = before.flatMap(r -> r.ends(ttl)).map(end -> !now.isBefore(end)).orElse(false);
    if (!zone.zone.signed() || !isNew(keys.file(name)) && !ends) {
      return false;
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
        return false;
      }
      zone.ring(after);
      LOG.log(
          System.Logger.Level.INFO,
          "dns: the keys of {0} were {1}, are {2}",
          name,
          before.map(r -> r.phase().word()).orElse("absent"),
          after.get().phase().word());
      return true;
    } catch (AdapterException e) {
      LOG.log(System.Logger.Level.ERROR, "dns: {0}", e.getMessage());
      return false;
    }
  }

  /** For metrics: serial and signatures made, by zone. */
  public synchronized List<Sample> counts() {
    List<Sample> all = new ArrayList<>();
    for (KeptZone zone : zones) {
      String name = zone.zone.name();
      all.add(SERIAL.of(Integer.toUnsignedLong(zone.image().serial()), name));
      all.add(SIGNATURES.of(zone.signaturesMade(), name));
    }
    return all;
  }

  @Override
  public void close() {
    table.unfollow(follower);
    table.saveNoLonger(saver);
    timer.shutdownNow();
  }
}
