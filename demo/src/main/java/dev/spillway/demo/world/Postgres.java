package dev.spillway.demo.world;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL from embedded binaries, with its data in the demo's folder. It refuses to run
 * as root, so root runs it as {@code nobody}. It forgets its data at the end, so it does not sync
 * to disk; that is printed.
 */
public final class Postgres implements AutoCloseable {
  private static final String BINARIES = "/postgres-linux-x86_64.txz";
  private static final String NOBODY = "65534";

  private final Path folder;
  private final Endpoint listen;
  private final List<String> prefix;
  private final Program program;

  private Postgres(Path folder, Endpoint listen, List<String> prefix, Program program) {
    this.folder = folder;
    this.listen = listen;
    this.prefix = prefix;
    this.program = program;
  }

  /**
   * Unpacks, creates database and user {@code shop}, and starts.
   *
   * @param folder an empty one that the database's user can reach
   * @param prefix what runs a command in the database's place; may be empty
   * @throws DemoException says what is missing or what failed
   */
  public static Postgres start(Path folder, List<String> prefix, Endpoint listen, String password) {
    try {
      Path programs = Files.createDirectories(folder.resolve("programs"));
      unpack(programs);
      Path data = folder.resolve("data");
      Path secret = folder.resolve("password");
      Files.createFile(
          secret,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(secret, password);
      if (root()) {
        Commands.must(List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()));
      }
      String bin = programs.resolve("bin").toString();
      Commands.must(
          as(
              List.of(),
              List.of(
                  bin + "/initdb",
                  "-D",
                  data.toString(),
                  "-U",
                  "owner",
                  "-A",
                  "scram-sha-256",
                  "--pwfile=" + secret,
                  "-E",
                  "UTF8",
                  "--locale=C",
                  "--no-sync")));
      Files.delete(secret);
      create(bin, data, password);
      Postgres running =
          new Postgres(folder, listen, prefix, launch(folder, prefix, listen, bin, data));
      running.awaitReady();
      return running;
    } catch (IOException e) {
      throw new DemoException(
          "PostgreSQL cannot be set up in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> as(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    if (root()) {
      all.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    }
    all.addAll(command);
    return all;
  }

  private static void unpack(Path into) throws IOException {
    try (InputStream packed = Postgres.class.getResourceAsStream(BINARIES)) {
      if (packed == null) {
        throw new DemoException(
            "the PostgreSQL binaries for "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + " are missing from the class path ("
                + BINARIES
                + "); the demo needs Linux on x86-64 and a complete build");
      }
      Process tar =
          new ProcessBuilder("tar", "-xf", "-", "-C", into.toString())
              .redirectErrorStream(true)
              .start();
      try (OutputStream out = tar.getOutputStream();
          XZInputStream plain = new XZInputStream(packed)) {
        plain.transferTo(out);
      }
      String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (tar.waitFor() != 0) {
        throw new DemoException("the PostgreSQL binaries cannot be unpacked: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while PostgreSQL was unpacked", e);
    }
  }

  private static void create(String bin, Path data, String password) {
    String sql =
        "CREATE ROLE shop LOGIN PASSWORD '%s';\nCREATE DATABASE shop OWNER shop;\n"
            .formatted(password);
    Commands.must(
        as(List.of(), List.of(bin + "/postgres", "--single", "-D", data.toString(), "postgres")),
        sql);
    String allow = "host all all all scram-sha-256\n";
    Commands.must(as(List.of(), List.of("tee", data.resolve("pg_hba.conf").toString())), allow);
  }

  private static Program launch(
      Path folder, List<String> prefix, Endpoint listen, String bin, Path data) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(bin + "/postgres", "-D", data.toString()));
    List<String> settings =
        List.of(
            "listen_addresses=" + listen.host(),
            "port=" + listen.port(),
            "unix_socket_directories=",
            "max_connections=120",
            "shared_buffers=64MB",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "autovacuum=off",
            "max_wal_senders=0",
            "wal_level=minimal");
    settings.forEach(s -> command.addAll(List.of("-c", s)));
    return Program.start(
        "PostgreSQL", as(prefix, command), Map.of(), folder, folder.resolve("postgres.log"));
  }

  /** Starts it again after {@link #stop}, on the same data. */
  public Postgres restarted() {
    Path bin = folder.resolve("programs/bin");
    Postgres again =
        new Postgres(
            folder,
            listen,
            prefix,
            launch(folder, prefix, listen, bin.toString(), folder.resolve("data")));
    again.awaitReady();
    return again;
  }

  private void awaitReady() {
    // The server writes this line when it accepts connections (src/backend/postmaster).
    Waiting.until(
        "PostgreSQL to be ready",
        java.time.Duration.ofSeconds(20),
        () -> {
          if (!program.alive()) {
            throw new DemoException("PostgreSQL ended:\n" + program.lastWords());
          }
          String said = program.lastWords();
          // After a restart the log still has the lines of the run before.
          int before = Math.max(0, said.lastIndexOf("database system is shut down"));
          return said.indexOf("ready to accept connections", before) >= 0;
        });
  }

  /** The address as a JDBC URL of the shop's database. */
  public String url() {
    return url(listen);
  }

  public static String url(Endpoint at) {
    return "jdbc:postgresql://" + at + "/shop";
  }

  /** True when something accepts connections at the address, seen from this process's place. */
  static boolean accepts(InetSocketAddress address) {
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.connect(address, 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public Program program() {
    return program;
  }

  /** Ends it at once but in order; connected clients are cut off ("fast shutdown", SIGINT). */
  public void stop() {
    Commands.run(List.of("kill", "-INT", String.valueOf(program.process().pid())), "");
    program.stop();
  }

  @Override
  public void close() {
    stop();
  }
}
