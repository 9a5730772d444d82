package dev.spillway.demo;

import dev.spillway.demo.world.Addresses;
import dev.spillway.demo.world.DemoException;
import dev.spillway.demo.world.Place;
import dev.spillway.demo.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * Writes what a user would write: {@code controller.yaml}, {@code apps/storefront.yaml} and the
 * database's password in a file of its own.
 */
final class ConfigFiles {
  static final String HOST = "shop.example.test";
  static final String APP = "storefront";

  private final World world;
  private final Scenario scenario;

  ConfigFiles(World world, Scenario scenario) {
    this.world = world;
    this.scenario = scenario;
  }

  void write(Path storefront, String dbPassword, int apiPort, boolean spill) {
    Path folder = world.folder();
    try {
      Files.copy(storefront, folder.resolve("storefront.jar"), StandardCopyOption.REPLACE_EXISTING);
      Path secrets = Files.createDirectories(folder.resolve("secrets"));
      Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwx------"));
      Files.writeString(secrets.resolve("db-password"), dbPassword);
      Files.createDirectories(folder.resolve("apps"));
      Files.writeString(folder.resolve("controller.yaml"), controller(apiPort));
      Files.writeString(folder.resolve("apps/storefront.yaml"), app(spill));
    } catch (IOException e) {
      throw new DemoException("cannot write the configuration: " + e.getMessage(), e);
    }
  }

  String controller(int apiPort) {
    Addresses a = world.addresses();
    return """
    # What all apps share. Made by `spillway demo`.
    name: demo
    zones:
      - name: example.test
        name-servers: [{ name: ns1.example.test, addresses: [%s] }]
    dns: { listen: ["%s"] }
    api: { listen: "127.0.0.1:%d" }
    state: ./state
    apps: ./apps
    link: { keys: ./keys, agent: "%s" }
    tick: %s
    """
        .formatted(a.dns().host(), a.dns(), apiPort, a.agentStatus(), text(scenario.tick()));
  }

  String app(boolean spill) {
    return head() + home() + (spill ? cloud() : "") + tail();
  }

  private String head() {
    return """
    # One app: where it runs, what each place carries. Made by `spillway demo`.
    app: %s
    host: %s
    release: { artifact: ../storefront.jar }
    health: { path: /health, interval: 1s, timeout: 900ms, rise: 1, fall: 3 }

    sites:
    """
        .formatted(APP, HOST);
  }

  private String home() {
    Addresses a = world.addresses();
    return """
      home:
        role: private
        capacity: %.0f/s
        instances: %d
        platform:
    %s      addresses: [%s-%s]
          port: %d
          command: %s
        signals: %s
        settings:
          SITE_NAME: home
          DB_URL: "jdbc:postgresql://%s/shop"
    %s\
    """
        .formatted(
            scenario.homeCapacity(),
            scenario.homeInstances(),
            platform(Place.HOME),
            a.home().getFirst(),
            a.home().getLast(),
            a.appPort(),
            command(),
            signals(),
            a.database(),
            settings());
  }

  private String cloud() {
    Addresses a = world.addresses();
    return """
      cloud:
        role: public
        instance: { capacity: %.0f/s, max: %d, cost: 0.12 USD/h }
        idle: zero
        platform:
    %s      addresses: [%s-%s]
          port: %d
          command: %s
        signals: %s
        gateway: { type: local, %slisten: "%s", service-address: %s, service-port: %d }
        settings:
          SITE_NAME: cloud
          DB_URL: "jdbc:postgresql://${service:customers-db}/shop"
    %s\
    """
        .formatted(
            scenario.instanceCapacity(),
            scenario.maxPublic(),
            platform(Place.CLOUD),
            a.cloud().getFirst(),
            a.cloud().getLast(),
            a.appPort(),
            command(),
            signals(),
            world.isolated() ? "namespace: " + Place.CLOUD.namespace() + ", " : "",
            a.gateway(),
            a.service().host(),
            a.service().port(),
            settings());
  }

  private String platform(Place place) {
    String type = "      type: local\n";
    return world.isolated() ? type + "      namespace: " + place.namespace() + "\n" : type;
  }

  private static String command() {
    return "[java, -Xmx96m, -XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -jar, \"${artifact}\"]";
  }

  private static String signals() {
    return """
    [{ type: prometheus-text, path: /metrics,
          served: 'storefront_requests_total{outcome="served"}',
          rejected: ['storefront_requests_total{outcome="rejected"}', 'storefront_requests_total{outcome="failed"}'],
          queued: storefront_queued, latency: storefront_latency_seconds }, { type: http }]\
    """
        .stripTrailing();
  }

  private String settings() {
    return """
          INSTANCE_NAME: "${instance:id}"
          LISTEN_ADDRESS: "${instance:address}"
          LISTEN_PORT: "${instance:port}"
          DB_PASSWORD: "${file:%s}"
          WORKERS: "%d"
          SERVICE_TIME: %dms
    """
        .formatted(
            world.folder().resolve("secrets/db-password"),
            scenario.workers(),
            scenario.serviceTime().toMillis());
  }

  private String tail() {
    return """

    services:
      customers-db: { at: "%s", check: postgres }

    steering: [{ type: dns, ttl: %s }]
    objective: { latency: { p99: 1s }, errors: 1%% }
    policy:
      warm-up: %s
      spill-at: 70%%
      return-at: 62%%
      hold: %s
      instance-hold: %s
      step: 50%%
      leftover: 1%%
      drain-max: %s
      stale-after: 5s
      link-grace: 8s
      changes-per-hour: 3600
    """
        .formatted(
            world.addresses().database(),
            text(scenario.ttl()),
            text(scenario.warmUp()),
            text(scenario.hold()),
            text(scenario.instanceHold()),
            text(scenario.drainMax()));
  }

  private static String text(Duration d) {
    return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
  }

  /** The files that this class writes, for people. */
  static List<String> names() {
    return List.of("controller.yaml", "apps/storefront.yaml");
  }
}
