package dev.spillway.e2e.foreign;

import dev.spillway.core.Endpoint;
import dev.spillway.demo.world.Postgres;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.Programs;
import dev.spillway.e2e.RunningController;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;

/**
 * A folder with the guide's configuration, the application, a PostgreSQL and {@code spillway run};
 * everything on loopback addresses, with free ports in place of the guide's. At its end nothing of
 * it runs any more.
 */
final class SkipperWorld implements AutoCloseable {
  /** Where public instances find the database: the gateway's address, the first service's port. */
  static final String SERVICE = "127.72.0.2:15432";

  /** A file with a token of somebody else. */
  static final String WRONG_TOKEN = "wrong-token";

  static final Path FILES = Path.of("src/test/resources/foreign");
  private static final Path ARTIFACT = Path.of("target/foreign/skipper.jar");
  private static final String PASSWORD = "not-in-any-file";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Path folder;
  private final Endpoint database;
  private final Postgres postgres;
  private final SpillwayProgram program;
  private final int api = FreePort.take();
  private final int dns = FreePort.take();
  private final int port = FreePort.take();
  private @Nullable RunningController run;

  private SkipperWorld(Path folder) throws IOException {
    this.folder = folder;
    this.database = new Endpoint("127.73.0.1", FreePort.take());
    this.program = new SpillwayProgram(folder, Map.of("DB_PASSWORD", PASSWORD));
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(folder.resolve(WRONG_TOKEN), "a".repeat(32));
    Files.createSymbolicLink(folder.resolve("skipper.jar"), ARTIFACT.toAbsolutePath());
    Files.writeString(
        folder.resolve("controller.yaml"),
        changed(
            "controller.yaml",
            Map.of("127.0.0.1:5300", "127.0.0.1:" + dns, "127.0.0.1:8053", "127.0.0.1:" + api)));
    Files.writeString(
        folder.resolve("apps/skipper.yaml"),
        changed(
            "apps/skipper.yaml",
            Map.of(
                "port: 8080",
                "port: " + port,
                "127.72.0.2:9443",
                "127.72.0.2:" + FreePort.take(),
                "127.73.0.1:5432",
                database.toString())));
    this.postgres =
        Postgres.start(
            Files.createDirectory(folder.resolve("postgres")), List.of(), database, PASSWORD);
  }

  static SkipperWorld make() throws IOException {
    Path folder = Files.createTempDirectory("spillway-foreign-");
    // PostgreSQL runs as another user when this runs as root.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new SkipperWorld(folder);
  }

  private static String changed(String file, Map<String, String> changes) throws IOException {
    String text = Files.readString(FILES.resolve(file));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (!text.contains(change.getKey())) {
        throw new IOException(file + " has no " + change.getKey());
      }
      text = text.replace(change.getKey(), change.getValue());
    }
    return text;
  }

  SpillwayProgram.Result spillway(String... arguments) throws IOException, InterruptedException {
    return program.call(arguments);
  }

  void run() throws IOException {
    run = RunningController.start(program, api, "skipper");
  }

  String database() {
    return database.toString();
  }

  String artifactDigest() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(ARTIFACT)));
  }

  /** What the API says of the app; empty until it answers. */
  JsonNode status() {
    return running().status();
  }

  JsonNode site(String name) {
    return running().site(name);
  }

  private RunningController running() {
    return Objects.requireNonNull(run, "not started");
  }

  /** Asks the name server so often, with a foreign client; the first address of each answer. */
  List<String> answers(int count) throws IOException {
    SimpleResolver resolver = new SimpleResolver("127.0.0.1");
    resolver.setPort(dns);
    resolver.setTimeout(PATIENCE);
    Name host = Name.fromString("skipper.burst.example.com.");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Message question = Message.newQuery(Record.newRecord(host, Type.A, DClass.IN));
      Record first = resolver.send(question).getSection(Section.ANSWER).getFirst();
      all.add(((ARecord) first).getAddress().getHostAddress());
    }
    return all;
  }

  String get(String address, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + address + ":" + port + path);
    HttpRequest ask = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.send(ask, BodyHandlers.ofString()).body();
  }

  /** Everything that runs out of this folder and has the text in its command line. */
  List<ProcessHandle> processes(String text) {
    return Programs.of(folder, text);
  }

  /** The controller first: instances outlive it, and it would start them again. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (run != null) {
      run.close();
    }
    postgres.close();
    Programs.end(processes("/state/sites/"));
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
