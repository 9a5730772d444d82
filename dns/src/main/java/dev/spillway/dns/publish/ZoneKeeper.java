package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Sample;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.Rows;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.Signing;
import dev.spillway.dns.publish.KeptZone.Basis;
import dev.spillway.dns.publish.KeptZone.Made;
import dev.spillway.dns.zone.ImageBytes;
import dev.spillway.dns.zone.ImageFile;
import dev.spillway.dns.zone.ImageSet;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the images of all zones right at the controller: after a change of a row, of a zone file,
 * of keys, and as time passes (signatures, rollover). It follows the table before any server does,
 * so that the answers of a row are signed before they are given. Answers do not wait for the disk;
 * the table's file does, so a saved row never lacks its signatures. Nor do rows wait while a zone
 * is read or signed anew: that is made beside what is answered, and made again when a row came in
 * between. Safe for any thread.
 */
public final class ZoneKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ZoneKeeper.class.getName());
  private static final Sample.Family SERIAL =
      Sample.Family.gauge("spillway_dns_zone_serial", "Serial of the zone's SOA.", "zone");
  private static final Sample.Family SIGNATURES =
      Sample.Family.counter(
          "spillway_dns_zone_signatures_made_total", "Signatures made for the zone.", "zone");
  private static final long LOOK_SECONDS = 1;

  /** Rows that change an image are rare; after so many in between one has to wait. */
  private static final int TRIES = 5;

  private final SteeringTable table;
  private final ImageFile file;
  private final InstantSource clock;
  private final List<KeptZone> zones = new ArrayList<>();
  private final ZoneSources sources;
  private final LiveZones live = new LiveZones();
  private final List<Consumer<List<ZoneImage>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> rebuilders = new CopyOnWriteArrayList<>();
  private final SteeringTable.Follower follower = this::follow;
  private final Supplier<SteeringTable.Saver> saver = this::saving;
  private boolean unsaved;
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
    this.table = table;
    this.sources = new ZoneSources(hosts, keys, clock);
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
    Map<ByteBuffer, ZoneImage> before =
        ImageBytes.byApex(keeper.file.newest().map(ImageSet::images).orElseGet(List::of));
    for (Zone zone : zones) {
      ZoneRecords content = keeper.sources.read(zone, table.hosts());
      Optional<KeyRing> ring = keeper.sources.firstRing(zone);
      ZoneImage image = before.get(ByteBuffer.wrap(content.origin().toWireCanonical()));
      keeper.zones.add(new KeptZone(content, ring, image));
    }
    table.follow(keeper.follower);
    table.saveFirst(keeper.saver);
    table.persist();
    return keeper;
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
    if (changed.map(row -> rows.row(row.host()).isEmpty()).orElse(true)) {
      zones.forEach(KeptZone::disturb);
    }
    rows = now;
    List<KeptZone> touched =
        zones.stream().filter(z -> changed.map(row -> touches(z, row)).orElse(true)).toList();
    for (KeptZone zone : touched) {
      Duration least = zone.imageOrNull() == null ? Signing.RENEW : Signing.LEAST;
      take(zone, make(zone, zone.basis(), rows, least, zone.imageOrNull()));
    }
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

  private Made make(
      KeptZone zone, Basis basis, Rows with, Duration least, @Nullable ZoneImage before) {
    List<SteeredHost> hosts =
        with.hosts().stream().filter(row -> zoneOf(row).filter(zone::equals).isPresent()).toList();
    return KeptZone.make(basis, hosts, clock.instant(), least, before);
  }

  private boolean take(KeptZone zone, Made made) {
    zone.take(made);
    boolean isNew = made.changed() || live.images().stream().noneMatch(made.image()::equals);
    if (isNew) {
      live.put(made.image());
      unsaved = true;
      listeners.forEach(listener -> listener.accept(List.of(made.image())));
    }
    return isNew;
  }

  /** The images as they are, for the rows as they are. */
  private synchronized SteeringTable.Saver saving() {
    if (!unsaved) {
      return () -> {};
    }
    unsaved = false;
    ImageSet now = new ImageSet(rows.version(), live.images());
    return () -> save(now);
  }

  private void save(ImageSet images) throws AdapterException.Transient {
    try {
      file.save(images);
    } catch (AdapterException.Transient e) {
      synchronized (this) {
        unsaved = true;
      }
      throw e;
    }
  }

  private void saveNow() {
    try {
      table.persist();
    } catch (AdapterException.Transient e) {
      LOG.log(System.Logger.Level.ERROR, "dns: {0}; the next change saves it", e.getMessage());
    }
  }

  /** Looks after files and time; one call at a time. */
  void look() {
    try {
      boolean changed = false;
      for (KeptZone zone : zones) {
        Now now = now(zone);
        Basis newest = sources.newest(zone.zone, now.basis(), now.image(), now.rows());
        if (newest != now.basis() || !clock.instant().isBefore(now.renewal())) {
          changed |= remake(zone, newest.draft());
        }
      }
      if (changed) {
        saveNow();
        rebuilders.forEach(Runnable::run);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "dns: the zones could not be looked after; they go on", e);
    }
  }

  /** A zone and the rows at one moment. */
  private record Now(Rows rows, Basis basis, ZoneImage image, Instant renewal, long turn) {}

  private synchronized Now now(KeptZone zone) {
    return new Now(rows, zone.basis(), zone.image(), zone.renewal(), zone.turn());
  }

  /** Rows go on meanwhile; when one has changed the image it is made again, mostly from before. */
  private boolean remake(KeptZone zone, Basis basis) {
    for (int i = 0; i < TRIES; i++) {
      Now now = now(zone);
      Made made = make(zone, basis, now.rows(), Signing.RENEW, now.image());
      synchronized (this) {
        if (zone.turn() == now.turn()) {
          return take(zone, made);
        }
      }
    }
    synchronized (this) {
      return take(zone, make(zone, basis, rows, Signing.RENEW, zone.image()));
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
