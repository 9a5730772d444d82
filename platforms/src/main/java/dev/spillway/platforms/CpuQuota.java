package dev.spillway.platforms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A ceiling on the processor time of a whole site, by a control group of its own: cpu.max of cgroup
 * v2, or cpu.cfs_quota_us of v1 (Linux, admin-guide/cgroup-v2 and scheduler/sched-bwc). Where no
 * group can be made the instances run without the ceiling and {@link #problem} says so.
 */
final class CpuQuota {
  private static final System.Logger LOG = System.getLogger(CpuQuota.class.getName());

  /** The kernel's default period; short enough that a throttled request waits at most that long. */
  private static final long PERIOD_MICROS = 100_000;

  private final String folder;
  private final double cpus;
  private Optional<Path> group = Optional.empty();
  private String problem = "";

  /**
   * @param name of the group; other characters than letters, digits and dashes are replaced
   * @param cpus processors' worth of time, such as 0.5; 0 for no ceiling
   */
  CpuQuota(String name, double cpus) {
    this.folder = "spillway-" + name.replaceAll("[^A-Za-z0-9-]", "_");
    this.cpus = cpus;
  }

  private void make() {
    try {
      List<Hierarchy> found = hierarchies(Files.readAllLines(Path.of("/proc/mounts")));
      if (found.isEmpty()) {
        without("this machine has no control group for processor time");
        return;
      }
      Path made = found.getFirst().mount().resolve(folder);
      Files.createDirectories(made);
      found.getFirst().limit(made, Math.round(cpus * PERIOD_MICROS));
      group = Optional.of(made);
      problem = "";
    } catch (IOException e) {
      without("no control group can be made: " + e);
    }
  }

  private void without(String why) {
    String text = "runs without the ceiling of " + cpus + " CPUs: " + why;
    if (!text.equals(problem)) {
      LOG.log(System.Logger.Level.WARNING, text);
    }
    problem = text;
  }

  /** A mounted tree of groups that can limit processor time. */
  record Hierarchy(Path mount, boolean v2) {
    void limit(Path group, long quotaMicros) throws IOException {
      if (v2) {
        Files.writeString(group.resolve("cpu.max"), quotaMicros + " " + PERIOD_MICROS);
      } else {
        Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quotaMicros));
      }
    }
  }

  /** From the lines of /proc/mounts; at most one of v1, else one of v2 that offers "cpu". */
  static List<Hierarchy> hierarchies(List<String> mounts) throws IOException {
    for (String line : mounts) {
      String[] field = line.split(" ", -1);
      if (field[2].equals("cgroup") && Arrays.asList(field[3].split(",")).contains("cpu")) {
        return List.of(new Hierarchy(Path.of(field[1]), false));
      }
    }
    for (String line : mounts) {
      String[] field = line.split(" ", -1);
      if (field[2].equals("cgroup2") && offersCpu(Path.of(field[1]))) {
        return List.of(new Hierarchy(Path.of(field[1]), true));
      }
    }
    return List.of();
  }

  private static boolean offersCpu(Path mount) throws IOException {
    String has = Files.readString(mount.resolve("cgroup.controllers"));
    if (!Arrays.asList(has.strip().split(" ")).contains("cpu")) {
      return false;
    }
    Path children = mount.resolve("cgroup.subtree_control");
    if (!Arrays.asList(Files.readString(children).strip().split(" ")).contains("cpu")) {
      Files.writeString(children, "+cpu");
    }
    return true;
  }

  /** Puts a process under the ceiling; its later children follow it. Twice does no harm. */
  void admit(long pid) {
    if (cpus > 0 && group.isEmpty()) {
      make();
    }
    if (group.isEmpty()) {
      return;
    }
    try {
      Files.writeString(group.get().resolve("cgroup.procs"), Long.toString(pid));
    } catch (IOException e) {
      if (Files.exists(Proc.folder(pid))) {
        without("process " + pid + " was not admitted: " + e);
      }
    }
  }

  /** Why there is no ceiling; empty when there is, or none was asked for. */
  String problem() {
    return problem;
  }

  /** Removes the group when no process is in it. */
  void removeIfEmpty() {
    if (group.isPresent()) {
      try {
        Files.deleteIfExists(group.get());
        group = Optional.empty();
      } catch (IOException stillInUse) {
        LOG.log(System.Logger.Level.DEBUG, () -> folder + " stays: " + stillInUse);
      }
    }
  }
}
