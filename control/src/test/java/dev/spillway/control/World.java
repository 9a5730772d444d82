package dev.spillway.control;

import dev.spillway.config.ControllerConfig;
import dev.spillway.control.loop.AppLoop;
import dev.spillway.control.loop.AppStatus;
import dev.spillway.control.store.Event;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Instance;
import dev.spillway.core.Invitations;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Machine;
import dev.spillway.core.Money;
import dev.spillway.core.Now;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.PlatformTraits;
import dev.spillway.core.Proof;
import dev.spillway.core.Reading;
import dev.spillway.core.Sample;
import dev.spillway.core.SignalSource;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeringTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two sites in memory whose clients follow the steering at once, and a clock that a test advances.
 * It outlives a controller, as the real world does.
 */
final class World {
  static final String HQ = "hq";
  static final String AZURE = "azure";

  /** Of bytes that nobody released. */
  static final Digest OTHER = new Digest("0f".repeat(32));

  final Path folder;
  final Map<String, FakePlatform> platforms = new HashMap<>();
  final Map<String, SteeredHost> published = new HashMap<>();

  /** How many answers have named each site. */
  Map<String, Long> answered = Map.of();

  final Set<String> sick = new HashSet<>();
  final Set<String> deadReleases = new HashSet<>();

  /** Sites at which somebody changed what was staged, until it is staged again. */
  final Set<String> tampered = new HashSet<>();

  /** Sites whose platform does not answer. */
  final Set<String> silent = new HashSet<>();

  final FakeGateway gateway = new FakeGateway();
  final FakeInvitations invitations = new FakeInvitations();
  boolean refused;

  /** What the instances at home are given. */
  static final String SECRET = System.getenv("PATH");

  /** Azure's instances need the link. */
  boolean linked;

  boolean linkUp = true;

  /** The database at home takes connections. */
  boolean databaseUp = true;

  /** Those that home depends on, as their cloud tells of them. */
  List<Machine> machines = List.of();

  boolean steeringDown;

  /** It can be read, and takes nothing new. */
  boolean steeringRefuses;

  SteeringTarget.Ability ability = SteeringTarget.Ability.WEIGHTED;

  double demand = 50;
  private long nanos = 1;
  private Instant wall = Instant.parse("2026-11-22T12:00:00Z");
  final int port;

  World(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    release("first release");
  }

  Now now() {
    return new Now(nanos, wall);
  }

  void advance(Duration by) {
    nanos += by.toNanos();
    wall = wall.plus(by);
  }

  /** Somebody sets the wall clock. */
  void setClock(Duration by) {
    wall = wall.plus(by);
  }

  /** Writes the app's artifact anew and says its digest. */
  Digest release(String text) throws IOException {
    Path file = folder.resolve("app.jar");
    Files.writeString(file, text);
    return Digest.of(file);
  }

  Controller controller() throws AdapterException {
    return Controller.prepare(setup(), Runnable::run);
  }

  ControllerSetup setup() {
    ControllerConfig config =
        new ControllerConfig(
            "test",
            List.of(),
            List.of(),
            new Endpoint("127.0.0.1", port),
            folder.resolve("state"),
            folder,
            folder.resolve("keys"),
            null,
            Duration.ofSeconds(1));
    return new ControllerSetup(
        config,
        List.of(linked ? ShopApp.linked() : ShopApp.plain()),
        Map.of("shop", folder.resolve("shop.yaml")),
        types(),
        this::now,
        linked ? (app, site) -> link() : null,
        invitations,
        () ->
            List.of(
                Sample.Family.counter("spillway_dns_answers_total", "Answers.", "host", "site")
                    .of(7, "shop.example.com", "hq"),
                Sample.Family.gauge("spillway_dns_nodes", "Nodes.", "state").of(3, "equal")),
        List.of("spillway"),
        "0.1");
  }

  /** Ticks once a second. */
  void run(Controller controller, int seconds) {
    for (int i = 0; i < seconds; i++) {
      advance(Duration.ofSeconds(1));
      controller.tick();
    }
  }

  AppLoop loop(Controller controller) {
    return controller.backend().loops().values().iterator().next();
  }

  AppStatus status(Controller controller) {
    return java.util.Objects.requireNonNull(loop(controller).status());
  }

  AppStatus.CostView cost(Controller controller) {
    return java.util.Objects.requireNonNull(status(controller).cost());
  }

  SteeredHost published() {
    return java.util.Objects.requireNonNull(published.get("shop.example.com"));
  }

  List<Event> events(Controller controller) throws Exception {
    return controller.backend().events().latest("shop", 5_000);
  }

  double share(String site) {
    SteeredHost host = published.get("shop.example.com");
    return host == null ? -1 : host.share(site).value();
  }

  FakePlatform at(String site) {
    return java.util.Objects.requireNonNull(platforms.get(site));
  }

  private LinkStatus link() {
    boolean up = linkUp && gateway.running;
    Map<String, Boolean> services = Map.of("customers-db", up && databaseUp);
    return new LinkStatus(up, Duration.ofMillis(9), 0, services, Duration.ZERO);
  }

  /** Says what it is asked for, and which bursts are over. */
  static final class FakeInvitations implements Invitations {
    final List<String> asked = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    boolean fails;

    @Override
    public String invite(String app, String site, Digest release, int uses, Endpoint at) {
      asked.add("%s/%s %d at %s".formatted(app, site, uses, at));
      return MARK + "c2VjcmV0";
    }

    @Override
    public void end(String app, String site) throws AdapterException {
      if (fails) {
        throw new AdapterException.Transient("the disk is full");
      }
      ended.add(app + "/" + site);
    }
  }

  /** Runs until it is told to crash; then it is there and does not run. */
  static final class FakeGateway implements GatewayHost {
    boolean there;
    boolean running;
    boolean crashes;
    boolean cannotStart;
    int starts;

    /** It is on a host that somebody keeps, at this price. */
    @Nullable Money standing;

    @Override
    public Optional<Gateway> gateway() {
      Map<String, Endpoint> services = Map.of("customers-db", new Endpoint("203.0.113.100", 5432));
      return there ? Optional.of(new Gateway(running, services, "")) : Optional.empty();
    }

    @Override
    public void start() throws AdapterException {
      starts++;
      if (cannotStart) {
        throw new AdapterException.Transient("no address is free");
      }
      there = true;
      running = !crashes;
    }

    @Override
    public void stop() {
      there = false;
      running = false;
    }

    @Override
    public boolean bills() {
      return standing == null;
    }

    @Override
    public @Nullable Money standing() {
      return standing;
    }

    @Override
    public void close() {}
  }

  private List<AdapterType<?>> types() {
    return List.of(
        new AdapterType<GatewayHost>(
            AdapterType.Kind.GATEWAY, "fake", "{}", (spec, context) -> gateway),
        new AdapterType<Platform>(
            AdapterType.Kind.PLATFORM,
            "fake",
            "{}",
            (spec, context) -> platforms.computeIfAbsent(context.site(), FakePlatform::new)),
        new AdapterType<SignalSource>(
            AdapterType.Kind.SIGNAL,
            "fake",
            "{}",
            (spec, context) -> new FakeSignal(context.site())),
        new AdapterType<SteeringTarget>(
            AdapterType.Kind.STEERING, "fake", "{}", (spec, context) -> new FakeSteering()));
  }

  final class FakePlatform implements Platform {
    final Map<String, Instance> instances = new TreeMap<>();
    final List<PlatformChange> changes = new ArrayList<>();
    private final String site;

    FakePlatform(String site) {
      this.site = site;
    }

    Instance instance(String id) {
      return java.util.Objects.requireNonNull(instances.get(id));
    }

    /** Somebody puts another program in the place of an instance. */
    void put(String id, Digest digest, Instant started) {
      Instance i = instance(id);
      instances.put(id, new Instance(id, i.endpoint(), i.state(), digest, i.proof(), started, ""));
    }

    @Override
    public PlatformTraits traits() {
      return new PlatformTraits(true, true, false, Proof.MEASURED);
    }

    @Override
    public List<Instance> instances() throws AdapterException {
      if (silent.contains(site)) {
        throw new AdapterException.Transient("the platform's API does not answer");
      }
      return List.copyOf(instances.values());
    }

    @Override
    public void apply(PlatformChange change) throws AdapterException {
      changes.add(change);
      if (silent.contains(site)) {
        throw new AdapterException.Transient("the platform's API does not answer");
      }
      switch (change) {
        case PlatformChange.Stage stage -> {
          if (!Files.exists(stage.artifact())) {
            throw new AdapterException.Invalid("no artifact at " + stage.artifact());
          }
          tampered.remove(site);
        }
        case PlatformChange.Start start -> start(start);
        case PlatformChange.Stop stop -> instances.remove(stop.instance());
      }
    }

    private void start(PlatformChange.Start start) throws AdapterException {
      if (refused && site.equals(AZURE)) {
        throw new AdapterException.Refused("no capacity in this region");
      }
      boolean dies = deadReleases.contains(start.release().digest().hex());
      String address =
          (site.equals(HQ) ? "10.0.0." : "203.0.113.") + start.instance().replaceAll("\\D", "");
      instances.putIfAbsent(
          start.instance(),
          new Instance(
              start.instance(),
              new Endpoint(address, 8080),
              dies ? Instance.State.FAILED : Instance.State.RUNNING,
              tampered.contains(site) ? OTHER : start.release().digest(),
              Proof.MEASURED,
              wall,
              dies ? "exit 1: cannot find the main class in " + SECRET : ""));
    }

    @Override
    public List<String> leftovers() {
      return List.copyOf(instances.keySet());
    }

    @Override
    public void close() {}
  }

  private final class FakeSignal implements SignalSource {
    private final String site;

    FakeSignal(String site) {
      this.site = site;
    }

    @Override
    public Reading read(List<Instance> instances) {
      Map<String, Boolean> health = new LinkedHashMap<>();
      Map<String, String> reasons = new LinkedHashMap<>();
      for (Instance i : instances) {
        health.put(i.id(), !sick.contains(i.id()));
        reasons.put(i.id(), sick.contains(i.id()) ? "connection refused" : "");
      }
      double here = demand * Math.max(0, share(site));
      double served = Math.min(here, 50.0 * instances.size());
      Reading own = new Reading(health, reasons, here, served, here - served, 0.0, 20.0, Map.of());
      return site.equals(HQ) ? Reading.merge(List.of(own, Reading.ofMachines(machines))) : own;
    }

    @Override
    public Duration interval() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void close() {}
  }

  private final class FakeSteering implements SteeringTarget {
    @Override
    public Ability ability() {
      return ability;
    }

    @Override
    public Optional<SteeredHost> current(String host) throws AdapterException {
      if (steeringDown) {
        throw new AdapterException.Transient("503");
      }
      return Optional.ofNullable(published.get(host));
    }

    @Override
    public void apply(SteeredHost host) throws AdapterException {
      if (steeringRefuses) {
        throw new AdapterException.Transient("the zone is locked");
      }
      boolean parts = host.sites().stream().anyMatch(s -> s.share().value() % 1 != 0);
      if (ability == Ability.SWITCH && parts) {
        throw new AdapterException.Invalid("cannot show parts: " + host);
      }
      published.put(host.host(), host);
    }

    @Override
    public Map<String, Long> answered(String host) {
      return answered;
    }

    @Override
    public void close() {}
  }
}
