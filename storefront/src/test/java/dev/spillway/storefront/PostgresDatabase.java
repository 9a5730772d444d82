package dev.spillway.storefront;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tukaani.xz.XZInputStream;

/** A real PostgreSQL for the tests, from embedded binaries, without a password, on loopback. */
final class PostgresDatabase implements Database {
  private final Path folder;
  private final int port;
  private Process process;

  PostgresDatabase(Path folder) throws Exception {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (InputStream packed =
        PostgresDatabase.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
      Process tar = new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString()).start();
      try (OutputStream out = tar.getOutputStream();
          XZInputStream plain = new XZInputStream(packed)) {
        plain.transferTo(out);
      }
      run(tar);
    }
    if (root()) {
      run(new ProcessBuilder("chown", "-R", "65534:65534", folder.toString()).start());
    }
    run(command("initdb", "-D", data(), "-U", "shop", "-A", "trust", "--locale=C", "--no-sync"));
    start();
  }

  @Override
  public void start() throws Exception {
    process =
        command(
            "postgres",
            "-D",
            data(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "port=" + port,
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=20");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException(
            "PostgreSQL does not start: " + Files.readString(folder.resolve("log")));
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void stop() throws Exception {
    run(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start());
    process.waitFor(20, TimeUnit.SECONDS);
  }

  @Override
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public String password() {
    return "";
  }

  private boolean answers() {
    try (Connection db = DriverManager.getConnection(url(), USER, password())) {
      return db.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Process command(String program, String... arguments) throws IOException {
    List<String> all = new ArrayList<>();
    if (root()) {
      all.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }
    all.add(folder.resolve("bin/" + program).toString());
    all.addAll(List.of(arguments));
    return new ProcessBuilder(all)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void run(Process process) throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("failed: " + process.info().commandLine().orElse("?"));
    }
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() throws Exception {
    stop();
  }
}
