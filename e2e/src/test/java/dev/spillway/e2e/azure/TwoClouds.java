package dev.spillway.e2e.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.azure.fake.FakeAppService;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakePermissions;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.e2e.FreePort;
import dev.spillway.e2e.RunningController;
import dev.spillway.e2e.SpillwayProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A fake Azure Stack Hub that is home, a fake Azure beside it, the shop's data at home with the
 * link to them, and the real {@code spillway run} that knows all as a user's files describe it. The
 * load balancers' counters of requests stand for the monitoring; a price of one dollar for a second
 * makes money and seconds the same figure.
 */
final class TwoClouds implements AutoCloseable {
  static final String HOST = "shop.example.com";
  static final String HOME = FakeAppService.address(21);

  /** What the public site is called for good; its address is another whenever it is made anew. */
  static final String CLOUD_NAME = "shop-azure.azurewebsites.net";

  /** Of home, requests per second. */
  static final int CAPACITY = 20;

  /** From one look at everything to the next. */
  static final Duration TICK = Duration.ofMillis(500);

  final FakeAzure hub = FakeAzure.open(Kind.HUB_ADFS);
  final FakeAzure azure = FakeAzure.open(Kind.PUBLIC);
  final int port = FreePort.take();
  final FakeAppService home = FakeAppService.in(hub, port, 21);
  final FakeAppService cloud = FakeAppService.in(azure, port, 1);
  private final int api = FreePort.take();
  private final Path folder;
  private final HttpServer counters;
  private final SpillwayProgram program;
  final DataAtHome data;
  private @Nullable RunningController run;

  TwoClouds(Path folder) throws IOException {
    this.folder = folder;
    this.program =
        new SpillwayProgram(
            folder, Map.of("AZURE_SECRET", FakeSignIn.SECRET, "DB_PASSWORD", DataAtHome.PASSWORD));
    this.data = new DataAtHome(program);
    home.offered = List.of("2018-02-01");
    home.catalogue.regions.put("Standard", List.of("local"));
    hub.with(new FakePermissions());
    azure.with(new FakePermissions());
    counters = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    count("/hq", home);
    count("/azure", cloud);
    counters.start();
  }

  /** The address behind a name of the two clouds, and behind an address itself. */
  Optional<String> resolve(String name) {
    return name.equals(CLOUD_NAME) ? cloud.fronts().stream().findFirst() : Optional.of(name);
  }

  private void count(String path, FakeAppService service) {
    counters.createContext(
        path,
        exchange -> {
          byte[] text =
              ("http_requests_total{code=\"200\"} " + service.answered() + "\n").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
  }

  /**
   * Writes the files, starts the database and the link to it, and the controller.
   *
   * @param steering of the app's file, one line
   * @param more lines of the controller's file
   */
  void start(String steering, String more) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("apps"));
    Files.writeString(
        folder.resolve("controller.yaml"),
        "name: two-clouds\napi: { listen: \"127.0.0.1:%d\" }\ntick: %dms\n%s"
            .formatted(api, TICK.toMillis(), data.link() + more));
    Files.writeString(
        folder.resolve("apps/shop.yaml"),
        APP.replace("HOST", HOST)
            .replace("HUB_SITE", platform(hub, "shop-home", "local") + ", os: windows")
            .replace("AZURE_SITE", platform(azure, "shop-burst", "westeurope, northeurope"))
            .replace("HOME", HOME)
            .replace("CAPACITY", Integer.toString(CAPACITY))
            .replace("COUNTERS", "http://127.0.0.1:" + counters.getAddress().getPort())
            .replace("GATEWAY", data.gateway())
            .replace("SERVICES\n", data.services())
            .replace("STEERING", steering));
    data.start("shop/azure");
    control();
  }

  /** Starts {@code spillway run}. */
  void control() throws IOException {
    run = RunningController.start(program, api, "shop");
  }

  /** Kills {@code spillway run} and starts it again. */
  void killAndRestart() throws IOException, InterruptedException {
    running().kill();
    running().close();
    control();
  }

  private static final String APP =
      """
      app: shop
      host: HOST
      health: { path: /health, interval: 1s, timeout: 900ms }
      sites:
        hq:
          role: private
          addresses: [HOME]
          capacity: CAPACITY/s
          platform: { type: azure-app-service, name: shop-hq, HUB_SITE }
          signals: [{ type: http }, { type: prometheus-text, url: "COUNTERS/hq" }]
          settings: { SITE_NAME: hq, DB_URL: "jdbc:postgresql://${service:customers-db}/shop", DB_PASSWORD: "${env:DB_PASSWORD}", WORKERS: "10" }
        azure:
          role: public
          instance: { capacity: 30/s, max: 4, cost: 3600 USD/h }
          platform: { type: azure-app-service, name: shop-azure, AZURE_SITE }
          gateway: GATEWAY
          signals: [{ type: http }, { type: prometheus-text, url: "COUNTERS/azure" }]
          settings: { SITE_NAME: azure, DB_URL: "jdbc:postgresql://${service:customers-db}/shop", DB_PASSWORD: "${env:DB_PASSWORD}", WORKERS: "10" }
      SERVICES
      steering: [STEERING]
      policy: { warm-up: 15s, hold: 6s, instance-hold: 6s, drain-max: 20s }
      """;

  private String platform(FakeAzure of, String group, String regions) {
    return access(of)
        + ", resource-group: %s, regions: [%s], skus: [S1], port: %d"
            .formatted(group, regions, port);
  }

  /** The keys that every adapter of Azure has. */
  static String access(FakeAzure of) {
    return "cloud: \"%s\", authorities: \"%s\", subscription: \"%s\", sign-in: { as: secret, tenant: \"%s\", client: \"%s\", secret: \"${env:AZURE_SECRET}\" }"
        .formatted(
            of.arm(), of.authority(), FakeAzure.SUBSCRIPTION, FakeSignIn.TENANT, FakeSignIn.CLIENT);
  }

  SpillwayProgram.Result spillway(String... arguments) throws IOException, InterruptedException {
    return program.call(arguments);
  }

  /** What the API says of the app; empty until it answers. */
  JsonNode status() {
    return running().status();
  }

  JsonNode site(String name) {
    return running().site(name);
  }

  String log() {
    return running().log();
  }

  private RunningController running() {
    return Objects.requireNonNull(run, "not started");
  }

  /** Ends what it started; says what was called against Azure's descriptions. */
  @Override
  public void close() throws InterruptedException {
    if (run != null) {
      run.close();
    }
    data.close();
    counters.stop(0);
    home.close();
    cloud.close();
    hub.close();
    azure.close();
  }
}
