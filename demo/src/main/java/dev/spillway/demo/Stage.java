package dev.spillway.demo;

import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.demo.world.Addresses;
import dev.spillway.demo.world.DemoException;
import dev.spillway.demo.world.Place;
import dev.spillway.demo.world.Postgres;
import dev.spillway.demo.world.Program;
import dev.spillway.demo.world.Relay;
import dev.spillway.demo.world.Waiting;
import dev.spillway.demo.world.World;
import dev.spillway.link.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Brings up everything of one run, in order, inside a world that the caller closes. */
public final class Stage implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(40);
  private static final Duration DEPLOY_LIMIT = Duration.ofSeconds(120);

  private final World world;
  private final DemoOptions options;
  private final Scenario scenario;
  private final Story story;
  private final String password = HexFormat.of().formatHex(random());
  private final Api api;
  private final List<Program> programs = Collections.synchronizedList(new ArrayList<>());
  private @org.jspecify.annotations.Nullable Relay relay;
  private @org.jspecify.annotations.Nullable Postgres database;
  private boolean closing;

  public Stage(World world, DemoOptions options, Scenario scenario, Story story) {
    this.world = world;
    this.options = options;
    this.scenario = scenario;
    this.story = story;
    this.api = new Api(options.port(), world.folder().resolve("state/token"));
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  public Api api() {
    return api;
  }

  /** A Java with this program's class path. */
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"));
  }

  /** Database with its schema, and the configuration. */
  public void data(boolean spill) throws IOException {
    Path folder = world.folder();
    Path place = Files.createDirectories(folder.resolve("postgres"));
    Addresses addresses = world.addresses();
    database = Postgres.start(place, world.prefix(Place.DATA), addresses.database(), password);
    new ConfigFiles(world, scenario).write(options.storefront(), password, options.port(), spill);
    String said = storefront(Place.HOME, addresses.database(), "migrate");
    story.say("PostgreSQL runs at " + addresses.database() + "; migration: " + said);
    if (spill) {
      Keys.init(folder.resolve("keys"));
    }
  }

  /** Ends the database, in order, and starts it again on the same data. */
  public void restartDatabase() {
    Postgres running = database;
    if (running == null) {
      throw new IllegalStateException("the database was not started");
    }
    running.stop();
    database = running.restarted();
  }

  /** Runs the shop's jar once in a place, for a step of its own; returns what it said. */
  String storefront(Place place, Endpoint database, String command) {
    List<String> line =
        List.of(
            java().getFirst(),
            "-jar",
            world.folder().resolve("storefront.jar").toString(),
            command);
    Path log = world.folder().resolve(command + ".log");
    Program program =
        Program.start(
            "storefront " + command,
            world.command(place, line),
            Map.of("DB_URL", Postgres.url(database), "DB_PASSWORD", password),
            world.folder(),
            log);
    boolean ended = Waiting.within(Duration.ofSeconds(20), () -> !program.alive());
    if (!ended || program.process().exitValue() != 0) {
      program.stop();
      throw new DemoException("storefront " + command + " failed: " + program.lastWords());
    }
    return program.lastWords().strip();
  }

  /** Name server, controller, agent and the way to the dashboard. */
  void spillway(boolean spill) throws IOException {
    Path folder = world.folder();
    if (world.isolated()) {
      relay();
    }
    String config = folder.resolve("controller.yaml").toString();
    start("dns", List.of("dns", "--config", config));
    Program controller = start("controller", List.of("run", "--no-dns", "--config", config));
    if (spill) {
      start("agent", List.of("agent", "--config", config));
    }
    Waiting.until(
        "the controller to answer; its last words:\n" + controller.lastWords(),
        START_LIMIT,
        () -> {
          alive();
          return api.ready();
        });
    story.say("The controller answers; dashboard: " + api.dashboard());
  }

  /**
   * Starts Spillway at home with these arguments.
   *
   * @param name for people, and of its log in the world's folder
   */
  public Program start(String name, List<String> arguments) {
    List<String> command = new ArrayList<>(options.spillway());
    command.addAll(arguments);
    Program program =
        Program.start(
            name,
            world.command(Place.HOME, command),
            Map.of(),
            world.folder(),
            world.folder().resolve(name + ".log"));
    programs.add(program);
    return program;
  }

  /** Leads from this process to the API, which listens inside home. */
  public void relay() {
    Path socket = world.folder().resolve("api.sock");
    relay = Relay.serve(new InetSocketAddress("127.0.0.1", options.port()), socket);
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(Relay.class.getName(), socket.toString(), "127.0.0.1", "" + options.port()));
    programs.add(
        Program.start(
            "relay",
            world.command(Place.HOME, command),
            Map.of(),
            world.folder(),
            world.folder().resolve("relay.log")));
  }

  /** Fails when a program that should run has ended. */
  public void alive() {
    for (Program p : programs) {
      if (!p.alive() && !closing) {
        throw new DemoException(
            p.name() + " ended unexpectedly; its last words:\n" + p.lastWords());
      }
    }
  }

  /**
   * Deploys the shop to every site, as `spillway deploy` does, unless the controller has begun to
   * do so by itself for an app without any release; returns its digest.
   */
  public String deploy() throws IOException {
    Path jar = world.folder().resolve("storefront.jar");
    String digest = Digest.of(jar).hex();
    String app = "/api/v1/apps/" + ConfigFiles.APP;
    if (!newest(app).path("digest").asString("").equals(digest)) {
      api.put("/api/v1/releases/" + digest + "?name=storefront.jar", jar);
      api.post(app + "/deploy", "{\"digest\":\"" + digest + "\",\"until\":null}");
    }
    Waiting.until(
        "the deployment to end",
        DEPLOY_LIMIT,
        () -> {
          alive();
          return deployed(app);
        });
    return digest;
  }

  private JsonNode newest(String app) throws IOException {
    return api.get(app + "/deployments").path("deployments").path(0);
  }

  private boolean deployed(String app) {
    try {
      JsonNode newest = newest(app);
      story.progress("deploying: " + newest.path("text").asString(""));
      return switch (newest.path("state").asString("")) {
        case "DONE" -> true;
        case "FAILED", "ROLLED_BACK" ->
            throw new DemoException("the deployment failed: " + newest.path("text").asString(""));
        default -> false;
      };
    } catch (IOException e) {
      return false; // Asked again until the limit.
    }
  }

  /** Waits until home is ready and nothing public runs. */
  public void settle() {
    Waiting.until(
        "home to be ready and the cloud to be empty",
        DEPLOY_LIMIT,
        () -> {
          alive();
          return api.status()
              .map(s -> {
                long ready = s.site("home").map(Status.Site::ready).orElse(0L);
                return ready == scenario.homeInstances() && s.publicGone();
              })
              .orElse(false);
        });
  }

  /** Ends controller, agent and relay; the world ends the rest. */
  @Override
  public void close() {
    closing = true;
    for (Program p : List.copyOf(programs).reversed()) {
      p.stop();
    }
    Relay open = relay;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new DemoException("the relay cannot be closed: " + e.getMessage(), e);
      }
    }
  }
}
