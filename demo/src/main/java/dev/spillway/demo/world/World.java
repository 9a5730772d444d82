package dev.spillway.demo.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's world: its folder, its networks and every process in them. Closing it ends and removes
 * all, and may be done twice.
 */
public final class World implements AutoCloseable {
  private final Path folder;
  private final boolean isolated;
  private final boolean keep;
  private final Addresses addresses;
  private final Lock lock;
  private final List<String> cleaned;
  private boolean closed;

  private World(Path folder, boolean isolated, boolean keep, Lock lock, List<String> cleaned) {
    this.folder = folder;
    this.isolated = isolated;
    this.keep = keep;
    this.addresses = isolated ? Addresses.namespaces() : Addresses.loopback();
    this.lock = lock;
    this.cleaned = cleaned;
  }

  /**
   * @param isolate use network namespaces when this machine allows it
   * @param keep leave the folder at the end
   * @throws DemoException when another demo runs, or the networks cannot be made
   */
  public static World make(boolean isolate, boolean keep) {
    boolean isolated = isolate && Networks.possible();
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    Lock lock =
        Lock.take(temp.resolve("spillway-demo-" + System.getProperty("user.name") + ".lock"));
    try {
      List<String> cleaned = isolated ? Networks.clean() : List.of();
      Path folder = Files.createTempDirectory("spillway-demo-");
      // The database runs as another user and must be able to pass through.
      Files.setPosixFilePermissions(
          folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
      World world = new World(folder, isolated, keep, lock, cleaned);
      if (isolated) {
        world.upOrClose();
      }
      return world;
    } catch (IOException e) {
      lock.close();
      throw new DemoException("no folder can be made in " + temp + ": " + e.getMessage(), e);
    } catch (DemoException e) {
      lock.close();
      throw e;
    }
  }

  private void upOrClose() {
    try {
      Networks.up(addresses);
    } catch (DemoException e) {
      close();
      throw e;
    }
  }

  public Path folder() {
    return folder;
  }

  public Addresses addresses() {
    return addresses;
  }

  /** True with network namespaces and a firewall; false with loopback addresses only. */
  public boolean isolated() {
    return isolated;
  }

  /** What an earlier demo had left behind and was removed, for people. */
  public List<String> cleaned() {
    return cleaned;
  }

  /** What a command has to begin with to run in a place. */
  public List<String> prefix(Place place) {
    return isolated ? List.of("ip", "netns", "exec", place.namespace()) : List.of();
  }

  public List<String> command(Place place, List<String> command) {
    List<String> all = new ArrayList<>(prefix(place));
    all.addAll(command);
    return all;
  }

  /** The outcome of the proof that only the firewall keeps the cloud from the database. */
  public record Isolation(boolean refused, long dropped, boolean reachableWhenLifted) {}

  /**
   * Tries to connect from the cloud to the database, with the rule and with the rule lifted.
   *
   * @param java the command line of a Java with this program's class path
   */
  public Isolation proveIsolation(List<String> java) {
    long before = Networks.dropped();
    boolean refused = !probe(java, 1500);
    long dropped = Networks.dropped() - before;
    Networks.lift();
    boolean reached;
    try {
      reached = probe(java, 1500);
    } finally {
      Networks.shut(addresses);
    }
    return new Isolation(refused, dropped, reached);
  }

  private boolean probe(List<String> java, int millis) {
    List<String> command = new ArrayList<>(prefix(Place.CLOUD));
    command.addAll(java);
    command.addAll(
        List.of(
            Probe.class.getName(),
            addresses.database().host(),
            String.valueOf(addresses.database().port()),
            String.valueOf(millis)));
    return Commands.run(command, "").code() == 0;
  }

  /** What still runs or exists of this world, for people; empty proves that nothing is left. */
  public List<String> leftovers() {
    List<String> left = new ArrayList<>();
    Processes.of(folder).forEach(p -> left.add("process " + p.pid()));
    if (isolated) {
      Networks.existing().forEach(p -> left.add("network namespace " + p.namespace()));
    }
    if (!keep && Files.exists(folder)) {
      left.add("folder " + folder);
    }
    return left;
  }

  /** Ends all processes of this world, removes networks and folder. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Processes.end(Processes.of(folder));
      if (isolated) {
        Networks.existing().forEach(Networks::end);
        Networks.existing().forEach(p -> Commands.must(NetworkPlan.remove(p)));
      }
      if (!keep) {
        delete(folder);
      }
    } finally {
      lock.close();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new DemoException("the folder " + folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
