package dev.spillway.e2e.azure;

import dev.spillway.core.Endpoint;
import dev.spillway.demo.world.Postgres;
import dev.spillway.demo.world.Program;
import dev.spillway.demo.world.Waiting;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The shop's PostgreSQL at home, and the link to it as processes of their own: the agent beside the
 * database, and a gateway that somebody keeps running on a host of the public cloud.
 */
final class DataAtHome implements AutoCloseable {
  static final Path STOREFRONT = Path.of("../cli/target/dist/demo/spillway-storefront.jar");
  static final String PASSWORD = "not-in-any-file";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String SERVICE = "customers-db";
  private static final String GATEWAY_HOST = "127.0.78.1";

  /** Where the database is; instances at home dial this. */
  final Endpoint database = new Endpoint("127.0.79.1", FreePort.take());

  /** Where public instances find it: the gateway's own address. */
  final Endpoint service = new Endpoint(GATEWAY_HOST, FreePort.take());

  private final Endpoint dial = new Endpoint(GATEWAY_HOST, FreePort.take());
  private final Endpoint status = new Endpoint("127.0.0.1", FreePort.take());
  private final SpillwayProgram program;
  private @Nullable Postgres postgres;
  private @Nullable Process gateway;
  private @Nullable Process agent;

  DataAtHome(SpillwayProgram program) {
    this.program = program;
  }

  /** A line of the controller's file. */
  String link() {
    return "link: { keys: ./keys, agent: \"%s\" }\n".formatted(status);
  }

  /** Of the public site, one line. */
  String gateway() {
    return "{ type: existing, address: \"%s\", service-address: %s, service-port: %d }"
        .formatted(dial, service.host(), service.port());
  }

  /** Lines of the app's file. */
  String services() {
    return "services:\n  %s: { at: \"%s\", check: postgres }\n".formatted(SERVICE, database);
  }

  /**
   * Starts the database with the shop's tables in it, makes the keys, and starts both ends of the
   * link.
   *
   * @param site that the gateway is for, as APP/SITE
   */
  void start(String site) throws IOException, InterruptedException {
    Path folder = program.folder();
    // PostgreSQL runs as another user when this runs as root.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = Files.createDirectory(folder.resolve("postgres"));
    postgres = Postgres.start(data, List.of(), database, PASSWORD);
    Waiting.until("the tables", PATIENCE, this::migrated);
    SpillwayProgram.Result keys = program.call("init");
    if (keys.exit() != 0) {
      throw new IOException(keys.toString());
    }
    gateway =
        program.start(
            folder.resolve("gateway.log"),
            "gateway",
            "--listen",
            dial.toString(),
            "--for",
            site,
            "--service",
            SERVICE + "=" + service + ",postgres");
    connect();
  }

  /**
   * As somebody at home does it before the first deployment: at the database itself, and again when
   * a busy machine took too long for it.
   */
  private boolean migrated() {
    Map<String, String> environment =
        Map.of("DB_URL", Postgres.url(database), "DB_PASSWORD", PASSWORD);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path folder = program.folder();
    List<String> command = List.of(java, "-jar", STOREFRONT.toAbsolutePath().toString(), "migrate");
    Process process =
        Program.start("migrate", command, environment, folder, folder.resolve("migrate.log"))
            .process();
    try {
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts the agent: from now on there is a way to the database from outside. */
  void connect() throws IOException {
    agent = program.start(program.folder().resolve("agent.log"), "agent");
  }

  /** Ends the agent: the database is there, and nobody outside can reach it. */
  void cut() throws InterruptedException {
    end(agent);
  }

  private static void end(@Nullable Process process) throws InterruptedException {
    if (process != null) {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    end(agent);
    end(gateway);
    if (postgres != null) {
      postgres.close();
    }
  }
}
