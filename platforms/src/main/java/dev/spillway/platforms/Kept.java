package dev.spillway.platforms;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one process: the intent, written before it is started, and what became of
 * it. Holds no setting of the process and so no secret.
 *
 * @param id unique among the processes of one keeper
 * @param file the artifact whose digest is measured; empty when none is
 * @param address where it serves
 * @param port where it serves
 * @param asked when it was asked for, by the wall clock, for people only
 * @param pid null until it is known to have been started
 * @param startTicks see {@link Proc.Stat}; means something only with a pid
 * @param boot the boot of the machine in which the pid means something
 * @param grace not null: its end was asked for, and this is how long it may take
 * @param ended not empty: it ended by itself or was found gone, and this is what is known of it
 */
record Kept(
    String id,
    String file,
    String address,
    int port,
    Instant asked,
    @Nullable Long pid,
    long startTicks,
    String boot,
    @Nullable Duration grace,
    String ended) {

  static Kept intent(String id, String file, String address, int port, Instant asked, String boot) {
    return new Kept(id, file, address, port, asked, null, 0, boot, null, "");
  }

  Kept started(long itsPid, long ticks) {
    return new Kept(id, file, address, port, asked, itsPid, ticks, boot, grace, ended);
  }

  Kept stopping(Duration itsGrace) {
    return new Kept(id, file, address, port, asked, pid, startTicks, boot, itsGrace, ended);
  }

  Kept ended(String how) {
    return new Kept(id, file, address, port, asked, pid, startTicks, boot, grace, how);
  }

  /** The same as it is in the machine's present boot, in which a pid of another means nothing. */
  Kept inBoot(String present) {
    if (boot.equals(present) || !ended.isEmpty()) {
      return this;
    }
    String how = "ended with a restart of the machine";
    return new Kept(id, file, address, port, asked, null, 0, present, grace, how);
  }

  Properties write() {
    Properties p = new Properties();
    p.setProperty("id", id);
    p.setProperty("file", file);
    p.setProperty("address", address);
    p.setProperty("port", Integer.toString(port));
    p.setProperty("asked", asked.toString());
    p.setProperty("boot", boot);
    p.setProperty("ended", ended);
    if (pid != null) {
      p.setProperty("pid", Long.toString(pid));
      p.setProperty("start-ticks", Long.toString(startTicks));
    }
    if (grace != null) {
      p.setProperty("grace", grace.toString());
    }
    return p;
  }

  /**
   * @throws RuntimeException of several kinds when the properties are not what {@link #write} made
   */
  static Kept read(Properties p) {
    Optional<String> pid = Optional.ofNullable(p.getProperty("pid"));
    Optional<String> grace = Optional.ofNullable(p.getProperty("grace"));
    return new Kept(
        need(p, "id"),
        need(p, "file"),
        need(p, "address"),
        Integer.parseInt(need(p, "port")),
        Instant.parse(need(p, "asked")),
        pid.map(Long::valueOf).orElse(null),
        pid.isPresent() ? Long.parseLong(need(p, "start-ticks")) : 0,
        need(p, "boot"),
        grace.map(Duration::parse).orElse(null),
        need(p, "ended"));
  }

  private static String need(Properties p, String key) {
    String value = p.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("no '" + key + "'");
    }
    return value;
  }
}
