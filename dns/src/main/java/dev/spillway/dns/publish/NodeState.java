package dev.spillway.dns.publish;

import dev.spillway.core.AdapterException;
import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.SecretsFile;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.publish.Frames.Frame;
import dev.spillway.dns.zone.ImageFile;
import dev.spillway.dns.zone.ImageSet;
import dev.spillway.dns.zone.LiveZones;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has taken over, in memory and in its folder: table, zones, and the secrets that it
 * shares with other servers. One thread takes over; all else is safe for any.
 */
final class NodeState {
  private static final System.Logger LOG = System.getLogger(NodeState.class.getName());

  private record Change(Rows rows, Optional<SteeredHost> changed) {}

  private final SteeringTable table;
  private final ImageFile file;
  private final LiveZones zones = new LiveZones();
  private final TableDigest digest = new TableDigest();

  /** The latest change, until it is summed; only between two changes. */
  private @Nullable Change unsummed;

  private final SecretsFile secretsFile;
  private final List<Consumer<ServerSecrets>> sharers = new CopyOnWriteArrayList<>();
  private final List<Runnable> rebuilders = new CopyOnWriteArrayList<>();
  private final SteeringTable.Follower follower = this::settle;
  private final Supplier<SteeringTable.Saver> zonesFirst = this::saving;
  private Optional<ServerSecrets> secrets;

  /** Zones and the version of the table that they stand beside; only between two changes. */
  private ImageSet settled = new ImageSet(0, List.of());

  private volatile ImageSet saved = settled;

  private NodeState(SteeringTable table, Path folder) {
    this.table = table;
    this.file = new ImageFile(folder);
    this.secretsFile = new SecretsFile(folder);
    this.secrets = secretsFile.read();
  }

  /**
   * Reads what was taken over last.
   *
   * @throws AdapterException.Invalid when the folder cannot be used
   */
  static NodeState open(Path folder) throws AdapterException.Invalid {
    SteeringTable table = SteeringTable.open(folder);
    NodeState state = new NodeState(table, folder);
    state.file.load(table.version()).ifPresent(set -> state.zones.replace(set.images()));
    table.follow(state.follower);
    state.saved = state.settled;
    table.saveFirst(state.zonesFirst);
    return state;
  }

  SteeringTable table() {
    return table;
  }

  LiveZones zones() {
    return zones;
  }

  void whenRebuilt(Runnable rebuilder) {
    rebuilders.add(rebuilder);
  }

  synchronized void whenShared(Consumer<ServerSecrets> sharer) {
    sharers.add(sharer);
    secrets.ifPresent(sharer);
  }

  synchronized void share(ServerSecrets now) {
    if (!Optional.of(now).equals(secrets)) {
      secrets = Optional.of(now);
      sharers.forEach(sharer -> sharer.accept(now));
      try {
        secretsFile.save(now);
      } catch (AdapterException.Transient e) {
        LOG.log(System.Logger.Level.ERROR, "{0}; it is used until the next start", e.getMessage());
      }
    }
  }

  /** Images, then their rows, then servers see the rest of the images. */
  void take(Update update) {
    if (update.wholeImages()) {
      zones.replace(update.images());
    } else {
      update.images().forEach(zones::put);
    }
    Rows rows = update.rows();
    if (update.wholeRows()) {
      table.replace(rows);
    } else if (rows.byHost().size() == 1) {
      table.replace(rows.hosts().iterator().next(), rows.version());
    } else if (!rows.byHost().isEmpty()) {
      table.replace(merged(rows));
    }
    if (!update.images().isEmpty() || update.wholeImages()) {
      table.read(now -> settled = new ImageSet(now.version(), zones.images()));
      rebuilders.forEach(Runnable::run);
    }
  }

  private Rows merged(Rows some) {
    SortedMap<String, SteeredHost> all = new TreeMap<>();
    table.hosts().forEach(row -> all.put(row.host(), row));
    all.putAll(some.byHost());
    return new Rows(some.version(), Collections.unmodifiableSortedMap(all));
  }

  /** Says what is there now; on the thread that takes over. */
  Frame ack() {
    table.read(now -> sum());
    return Frames.ack(digest.version(), digest.text(zones.digest()));
  }

  /** Told by the table, one change at a time; servers are told after it, so its sum waits. */
  private void settle(Rows rows, Optional<SteeredHost> changed) {
    sum();
    unsummed = new Change(rows, changed);
    settled = new ImageSet(rows.version(), zones.images());
  }

  private void sum() {
    Change latest = unsummed;
    if (latest != null) {
      digest.update(latest.rows(), latest.changed());
      unsummed = null;
    }
  }

  /** Asked by the table, between two changes. */
  private SteeringTable.Saver saving() {
    ImageSet now = settled;
    return () -> {
      if (!LiveZones.digest(now.images()).equals(LiveZones.digest(saved.images()))) {
        file.save(now);
        saved = now;
      }
    };
  }

  void close() {
    table.unfollow(follower);
    table.saveNoLonger(zonesFirst);
  }
}
