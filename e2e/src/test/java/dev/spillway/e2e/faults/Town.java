package dev.spillway.e2e.faults;

import dev.spillway.demo.DemoOptions;
import dev.spillway.demo.ForeignClient;
import dev.spillway.demo.Load;
import dev.spillway.demo.Scenario;
import dev.spillway.demo.Stage;
import dev.spillway.demo.Story;
import dev.spillway.demo.clients.Trace;
import dev.spillway.demo.world.Place;
import dev.spillway.demo.world.Program;
import dev.spillway.demo.world.Waiting;
import dev.spillway.demo.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The demo's world with each part of Spillway as a process of its own: controller, name server,
 * agent; and clients at a constant rate of twice what home carries.
 */
final class Town implements AutoCloseable {
  /** At twice home's capacity less than this would lose requests. */
  static final double LEAST_SHARE = 0.5;

  private static final int LOAD_SECONDS = 600;
  private static final double CALM_RATE = 40;
  private static final Duration HOLD = Duration.ofSeconds(12);
  private static final Duration START_LIMIT = Duration.ofSeconds(40);
  private static final Duration STEADY_LIMIT = Duration.ofSeconds(60);
  private static final Duration STEADY_FOR = Duration.ofMillis(1500);
  private static final String APP = "/api/v1/apps/storefront";

  private final World world;
  private final Scenario scenario;
  private final Story story = new Story(System.out, false);
  private final Stage stage;
  private final ForeignClient dig;
  private final String config;
  private final Program dns;
  private final String digest;
  private Program controller;
  private Program agent;
  private @Nullable Load load;
  private boolean closed;

  private Town(World world) throws IOException {
    this.world = world;
    Scenario fast = Scenario.of(true);
    this.scenario = fast.with(Trace.constant(2 * fast.homeCapacity(), LOAD_SECONDS), HOLD);
    this.stage =
        new Stage(
            world,
            new DemoOptions(
                Distribution.spillway(),
                Distribution.storefront(),
                true,
                true,
                null,
                false,
                false,
                false,
                18_053),
            scenario,
            story);
    this.dig = new ForeignClient(world.prefix(Place.NET), world.addresses(), world.folder());
    this.config = world.folder().resolve("controller.yaml").toString();
    stage.data(true);
    stage.relay();
    this.dns = stage.start("dns", List.of("dns", "--config", config));
    this.controller = startController();
    this.agent = startAgent();
    until(
        "the controller to answer",
        START_LIMIT,
        () -> {
          stage.alive();
          return stage.api().ready();
        });
    this.digest = stage.deploy();
    stage.settle();
  }

  static Town open() throws IOException {
    World world = World.make(true, Boolean.getBoolean("spillway.keep"));
    // A test that is told to stop must not leave its world behind.
    Runtime.getRuntime().addShutdownHook(new Thread(world::close, "clean up"));
    try {
      return new Town(world);
    } catch (IOException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  Story story() {
    return story;
  }

  World world() {
    return world;
  }

  String digest() {
    return digest;
  }

  Program controller() {
    return controller;
  }

  Program agent() {
    return agent;
  }

  Program dns() {
    return dns;
  }

  Program startController() {
    controller = stage.start("controller", List.of("run", "--no-dns", "--config", config));
    return controller;
  }

  Program startAgent() {
    agent = stage.start("agent", List.of("agent", "--config", config));
    return agent;
  }

  /** Starts again what is not running. */
  void mend() {
    if (closed) {
      return;
    }
    if (!controller.alive()) {
      startController();
      until("the controller to answer", START_LIMIT, () -> stage.api().ready());
    }
    if (!agent.alive()) {
      startAgent();
    }
  }

  void restartDatabase() {
    stage.restartDatabase();
  }

  /** Begins the burst: clients at twice what home carries. */
  void burst() {
    load = Load.start(world, scenario, 7);
  }

  /** Ends the burst; returns what the clients saw of it, second by second. */
  List<JsonNode> calmDown() {
    List<JsonNode> seconds = endLoad();
    load = Load.start(world, scenario.with(Trace.constant(CALM_RATE, LOAD_SECONDS), HOLD), 8);
    return seconds;
  }

  List<JsonNode> endLoad() {
    Load running = load;
    if (running == null) {
      return List.of();
    }
    running.finish();
    load = null;
    return running.seconds();
  }

  /** Seconds on the clients' clock. */
  double clock() {
    Load running = load;
    if (running == null || !running.running()) {
      throw new IllegalStateException("the clients have ended; see clients.log");
    }
    return running.elapsed();
  }

  /** Empty while the controller does not answer. */
  Optional<View> view() {
    try {
      return Optional.of(View.of(stage.api().get(APP)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean sees(Predicate<View> what) {
    return view().filter(what).isPresent();
  }

  void until(String what, Duration limit, BooleanSupplier reached) {
    if (!Waiting.within(limit, reached)) {
      throw new AssertionError(
          "waited %d s in vain for %s; now %s"
              .formatted(limit.toSeconds(), what, view().map(View::toString).orElse("no answer")));
    }
  }

  /** Waits until the burst is carried as decided, and has been for some seconds. */
  View steady() {
    long[] since = {System.nanoTime()};
    double[] share = {-1};
    boolean reached =
        Waiting.within(
            STEADY_LIMIT,
            () -> {
              Optional<View> now = view();
              double is =
                  now.filter(v -> v.cloud().settled()).map(v -> v.cloud().share()).orElse(-1.0);
              if (is < 0 || Math.abs(is - share[0]) > 0.001) {
                since[0] = System.nanoTime();
                share[0] = is;
              }
              return is >= 0 && System.nanoTime() - since[0] > STEADY_FOR.toNanos();
            });
    View view = view().orElseThrow(() -> new AssertionError("the controller does not answer"));
    if (!reached) {
      throw new AssertionError(
          "the burst did not become steady within " + STEADY_LIMIT.toSeconds() + " s: " + view);
    }
    return view;
  }

  /** The part of the answers that name the cloud, of so many questions. */
  ForeignClient.Answers ask(int questions) {
    return dig.ask(questions);
  }

  Set<String> addresses() {
    return dig.addresses(60);
  }

  /** The number of the newest event. */
  long newest() {
    long newest = 0;
    for (JsonNode event : events(0)) {
      newest = event.path("seq").asLong(0);
    }
    return newest;
  }

  /** Texts of the steps that were taken since an event. */
  List<String> steps(long after) {
    return events(after).stream()
        .filter(e -> e.path("kind").asString("").equals("step"))
        .map(e -> e.path("text").asString(""))
        .toList();
  }

  /** Writes all events, for whoever looks into a failure. */
  void keepEvents(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    events(0)
        .forEach(e ->
            text.append(
                "%s %-10s %s%n"
                    .formatted(
                        e.path("at").asString(""),
                        e.path("kind").asString(""),
                        e.path("text").asString(""))));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<JsonNode> events(long after) {
    List<JsonNode> all = new ArrayList<>();
    long from = after;
    try {
      while (true) {
        JsonNode page =
            stage.api().get(APP + "/events?after=" + from + "&limit=500").path("events");
        if (page.isEmpty()) {
          return all;
        }
        page.forEach(all::add);
        from = all.getLast().path("seq").asLong(0);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the events cannot be read", e);
    }
  }

  /** What a command of Spillway's, run at home, printed and how it ended. */
  record Said(int code, String out) {}

  Said spillway(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Distribution.spillway());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", config));
    Process process =
        new ProcessBuilder(world.command(Place.HOME, command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(arguments[0] + " did not end within 30 s");
    }
    return new Said(process.exitValue(), out);
  }

  /** The file that public instances are started from. */
  Path stagedInCloud() {
    return world
        .folder()
        .resolve("state/sites/storefront/cloud/releases")
        .resolve(digest)
        .resolve("storefront.jar");
  }

  Path keys() {
    return world.folder().resolve("keys");
  }

  @Override
  public void close() {
    closed = true;
    endLoad();
    try {
      stage.close();
    } finally {
      world.close();
    }
  }
}
