package dev.spillway.e2e.sqlserver;

import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.Programs;
import dev.spillway.e2e.RunningController;
import dev.spillway.e2e.SpillwayProgram;
import dev.spillway.tds.TdsServer;
import dev.spillway.tds.TdsServer.Encryption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A folder with the guide's configuration and the shop, the small SQL Server with a certificate of
 * its own, and {@code spillway run}; all on loopback addresses, with free ports in place of the
 * guide's. At its end nothing of it runs any more.
 */
final class SqlServerWorld implements AutoCloseable {
  static final Path FILES = Path.of("src/test/resources/sqlserver");
  private static final Path STOREFRONT = Path.of("../cli/target/dist/demo/spillway-storefront.jar");
  private static final String TRUST_PASSWORD = "changeit";

  private final Path folder;
  private final TdsServer database;
  private final SpillwayProgram program;
  private final RunningController run;
  private final int port;

  private SqlServerWorld(Path folder) throws Exception {
    this.folder = folder;
    Path keys = folder.resolve("db.p12");
    database = new TdsServer(Encryption.INSIDE, certificate(keys));
    program = new SpillwayProgram(folder, Map.of("DB_PASSWORD", TdsServer.PASSWORD));
    port = FreePort.take();
    int api = FreePort.take();
    Files.copy(STOREFRONT, folder.resolve("storefront.jar"));
    Files.createDirectories(folder.resolve("apps"));
    write("controller.yaml", "127.0.0.1:5300", "127.0.0.1:" + FreePort.take(), "8053", "" + api);
    write(
        "apps/shop.yaml",
        "port: 8080",
        "port: " + port,
        ":9443",
        ":" + FreePort.take(),
        "10.1.0.20:1433",
        "127.0.0.1:" + database.port(),
        "/etc/shop/ca.p12",
        keys.toString());
    migrate(keys);
    must(program.call("init"));
    run = RunningController.start(program, api, "shop");
  }

  static SqlServerWorld make() throws Exception {
    return new SqlServerWorld(Files.createTempDirectory("spillway-sqlserver-"));
  }

  private void write(String file, String... changes) throws IOException {
    String text = Files.readString(FILES.resolve(file));
    for (int i = 0; i < changes.length; i += 2) {
      if (!text.contains(changes[i])) {
        throw new IOException(file + " has no " + changes[i]);
      }
      text = text.replace(changes[i], changes[i + 1]);
    }
    Files.writeString(folder.resolve(file), text);
  }

  /** The database's own certificate; the link's keys know nothing of it. */
  private SSLContext certificate(Path file) throws Exception {
    run(
        Map.of(),
        "keytool -genkeypair -keyalg EC -groupname secp256r1 -alias db -dname CN=db -ext"
            + " san=dns:db.home.example.com -storetype PKCS12 -storepass "
            + TRUST_PASSWORD
            + " -keystore "
            + file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, TRUST_PASSWORD.toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, TRUST_PASSWORD.toCharArray());
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(managers.getKeyManagers(), null, null);
    return made;
  }

  /** As somebody at home does it before the first deployment: at the database itself. */
  private void migrate(Path keys) throws IOException, InterruptedException {
    String url =
        "jdbc:sqlserver://127.0.0.1:%d;encrypt=true;hostNameInCertificate=db.home.example.com"
                .formatted(database.port())
            + (";trustStore=" + keys + ";trustStoreType=PKCS12;trustStorePassword=")
            + TRUST_PASSWORD;
    run(
        Map.of("DB_URL", url, "DB_PASSWORD", TdsServer.PASSWORD),
        "java -jar " + folder.resolve("storefront.jar") + " migrate");
  }

  private void run(Map<String, String> environment, String line)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    ProcessBuilder builder =
        new ProcessBuilder((java + "/" + line).split(" "))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tools.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(line + ": " + Files.readString(folder.resolve("tools.log")));
    }
  }

  private static void must(SpillwayProgram.Result result) throws IOException {
    if (result.exit() != 0) {
      throw new IOException(result.toString());
    }
  }

  SpillwayProgram.Result spillway(String... arguments) throws IOException, InterruptedException {
    return program.call(arguments);
  }

  TdsServer database() {
    return database;
  }

  RunningController controller() {
    return run;
  }

  /** Where an instance's pages are. */
  String page(String address, String path) {
    return "http://" + address + ":" + port + path;
  }

  String audit() throws IOException {
    return Files.readString(folder.resolve("state/audit/link.log"));
  }

  /** The controller first: instances outlive it, and it would start them again. */
  @Override
  public void close() throws Exception {
    run.close();
    Programs.end(Programs.of(folder, "/state/sites/"));
    database.close();
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
