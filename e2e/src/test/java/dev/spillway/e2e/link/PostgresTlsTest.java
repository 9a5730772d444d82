package dev.spillway.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.spillway.core.Endpoint;
import dev.spillway.demo.world.Postgres;
import dev.spillway.e2e.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database's own TLS goes through the link untouched, up to its certificate's name. */
@Timeout(240)
class PostgresTlsTest {
  @TempDir Path folder;

  @Test
  void psqlVerifiesTheDatabasesOwnCertificateThroughTheLink() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/psql")), "needs psql");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs openssl");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path place = Files.createDirectory(folder.resolve("db"));
    try (LinkTown town = new LinkTown(folder)) {
      int home = FreePort.take();
      int dial = FreePort.take();
      int db = FreePort.take();
      Endpoint at = new Endpoint("127.0.0.1", home);
      try (Postgres database = Postgres.start(place, List.of(), at, "secret")) {
        assertThat(database).isNotNull();
        town.until("it answers at home", () -> said(home, "disable", "select 1").equals("1"));
        speakTls(place, home);
        town.configure(
            "address: \"127.0.0.1:%d\"".formatted(dial),
            "db: { at: \"127.0.0.1:%d\", check: postgres }".formatted(home));
        town.call("init");
        town.start(
            "gateway.log",
            "gateway",
            "--listen",
            "127.0.0.1:" + dial,
            "--for",
            "shop/cloud",
            "--service",
            "db=127.0.0.1:" + db + ",postgres");
        town.start("agent.log", "agent");
        String question = "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()";
        town.until("TLS end to end", () -> said(db, "verify-full", question).equals("t|TLSv1.3"));
        assertThat(said(db, "verify-full", "select count(*) from generate_series(1, 100000)"))
            .isEqualTo("100000");
      }
    }
  }

  /**
   * A certificate for the name by which clients know the database, and the server told to use it.
   */
  private void speakTls(Path place, int port) throws Exception {
    Path data = place.resolve("data");
    run(
        Map.of(),
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=db.home"
                + " -addext subjectAltName=DNS:db.home -keyout %s/server.key -out %s/server.crt")
            .formatted(data, data));
    Files.copy(data.resolve("server.crt"), folder.resolve("server.crt"));
    if (System.getProperty("user.name").equals("root")) {
      run(
          Map.of(),
          "chown 65534:65534 " + data.resolve("server.key") + " " + data.resolve("server.crt"));
    }
    assertThat(asOwner(port, "alter system set ssl = on")).isEqualTo("ALTER SYSTEM");
    assertThat(asOwner(port, "select pg_reload_conf()")).isEqualTo("t");
  }

  private String asOwner(int port, String sql) throws Exception {
    return psql("user=owner dbname=postgres sslmode=disable", port, sql);
  }

  private String said(int port, String mode, String sql) {
    try {
      return psql(
          "user=shop dbname=shop sslmode=" + mode + " sslrootcert=" + folder.resolve("server.crt"),
          port,
          sql);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String psql(String how, int port, String sql) throws Exception {
    List<String> command = new ArrayList<>(List.of("psql", "-X", "-A", "-t", "-c", sql));
    command.add("host=db.home hostaddr=127.0.0.1 connect_timeout=5 port=" + port + " " + how);
    return run(Map.of("PGPASSWORD", "secret"), command);
  }

  private static void run(Map<String, String> environment, String words) throws Exception {
    run(environment, List.of(words.split(" ")));
  }

  private static String run(Map<String, String> environment, List<String> command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }
}
