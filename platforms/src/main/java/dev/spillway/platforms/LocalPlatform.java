package dev.spillway.platforms;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Instance;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.PlatformTraits;
import dev.spillway.core.Proof;
import dev.spillway.core.StagedReleases;
import dev.spillway.core.Template;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the instances of a site as processes of this machine, each with an address of its own. They
 * outlive the controller; the next one on the same state folder finds them again, and a second one
 * beside it is refused at its first call. The digest of each is measured at what its process really
 * runs.
 *
 * <p>An instance is STARTING until its program has replaced those that start it and its digest is
 * measured, then RUNNING; whether it answers is for the probes. For one thread at a time.
 */
public final class LocalPlatform implements Platform {
  /** How the configuration finds it. */
  public static final AdapterType<Platform> TYPE =
      new AdapterType<>(
          AdapterType.Kind.PLATFORM,
          "local",
          LocalSettings.SCHEMA,
          (spec, context) -> new LocalPlatform(spec, context, Ticker.system()));

  private static final PlatformTraits TRAITS =
      new PlatformTraits(true, true, false, Proof.MEASURED);

  private final LocalSettings settings;
  private final Ticker ticker;
  private final Marks marks;
  private final ProcessKeeper keeper;
  private final StagedReleases releases;
  private final WorkFolders work;
  private final CpuQuota quota;
  private final Measure measure = new Measure();
  private final Map<Long, Long> firstSeen = new HashMap<>();

  /**
   * @throws AdapterException.Invalid when the settings cannot work on this machine
   */
  public LocalPlatform(AdapterSpec spec, AdapterContext context, Ticker ticker)
      throws AdapterException {
    this.settings = LocalSettings.read(spec);
    this.ticker = ticker;
    this.marks = Marks.of(context, "instance");
    Path state = marks.state();
    this.keeper = new ProcessKeeper(state, marks, ticker);
    this.releases = new StagedReleases(state.resolve("releases"));
    this.work = new WorkFolders(state.resolve("work"), settings.user());
    String group = context.owner() + "-" + context.app() + "-" + context.site();
    this.quota = new CpuQuota(group + "-" + Integer.toHexString(state.hashCode()), settings.cpus());
  }

  @Override
  public PlatformTraits traits() {
    return TRAITS;
  }

  /** Making it has looked at everything; a look at processes would end what no intent knows. */
  @Override
  public void probe() {}

  @Override
  public List<Instance> instances() throws AdapterException {
    List<Instance> all = new ArrayList<>();
    List<ProcessKeeper.Seen> seen = keeper.look();
    List<Long> pids = seen.stream().map(s -> s.kept().pid()).filter(p -> p != null).toList();
    measure.keep(pids);
    firstSeen.keySet().retainAll(pids);
    for (ProcessKeeper.Seen one : seen) {
      all.add(instance(one));
    }
    work.keep(seen.stream().map(s -> s.kept().id()).collect(Collectors.toSet()));
    if (seen.isEmpty()) {
      quota.removeIfEmpty();
    }
    return all;
  }

  private Instance instance(ProcessKeeper.Seen one) throws AdapterException {
    Long pid = one.kept().pid();
    if (!one.alive() || pid == null) {
      return failed(one.kept(), one.stopping(), one.ended());
    }
    if (firstSeen.putIfAbsent(pid, ticker.now().nanos()) == null) {
      quota.admit(pid);
    }
    boolean starting = Launch.beforeExec(Proc.commandLine(pid));
    Optional<Digest> digest =
        starting ? Optional.empty() : measure.of(pid, Path.of(one.kept().file()));
    if (one.stopping()) {
      return listed(one.kept(), Instance.State.STOPPING, digest.orElse(null), quota.problem());
    }
    if (digest.isPresent()) {
      return listed(one.kept(), Instance.State.RUNNING, digest.get(), quota.problem());
    }
    return unmeasured(one.kept(), pid, starting);
  }

  private Instance unmeasured(Kept kept, long pid, boolean starting) throws AdapterException {
    long since = firstSeen.getOrDefault(pid, ticker.now().nanos());
    String why =
        starting
            ? "the program is being started"
            : "its process shows no use of " + kept.file() + ": name ${artifact} in the command";
    if (ticker.now().since(since).compareTo(settings.startTimeout()) <= 0) {
      return listed(kept, Instance.State.STARTING, null, why);
    }
    String reason = "ended after " + settings.startTimeout().toSeconds() + " s: " + why;
    keeper.fail(kept.id(), reason);
    return failed(kept, false, reason);
  }

  private Instance failed(Kept kept, boolean stopping, String how) throws AdapterException {
    if (stopping) {
      return listed(kept, Instance.State.STOPPING, null, how);
    }
    try {
      String words = keeper.logs().lastWords(kept.id());
      String detail = how + (words.isEmpty() ? "; it printed nothing" : "; last words: " + words);
      return listed(kept, Instance.State.FAILED, null, detail);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot read the log of " + kept.id() + ": " + e, e);
    }
  }

  private static Instance listed(
      Kept kept, Instance.State state, @Nullable Digest digest, String detail) {
    Endpoint at = new Endpoint(kept.address(), kept.port());
    return new Instance(kept.id(), at, state, digest, Proof.MEASURED, kept.asked(), detail);
  }

  @Override
  public void apply(PlatformChange change) throws AdapterException {
    switch (change) {
      case PlatformChange.Stage stage -> releases.stage(stage.release(), stage.artifact());
      case PlatformChange.Start start -> start(start);
      case PlatformChange.Stop stop ->
          keeper.stop(stop.instance(), settings.grace().orElse(stop.grace()));
    }
  }

  private void start(PlatformChange.Start start) throws AdapterException {
    String id = start.instance();
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new AdapterException.Invalid("'" + id + "' cannot be the id of an instance");
    }
    List<Kept> others = keeper.look().stream().map(ProcessKeeper.Seen::kept).toList();
    if (others.stream().anyMatch(k -> k.id().equals(id))) {
      return;
    }
    Path artifact = releases.staged(start.release());
    String address = freeAddress(others);
    Map<String, String> own =
        Map.of("id", id, "address", address, "port", Integer.toString(settings.port()));
    List<String> command = new ArrayList<>();
    for (String word : settings.command()) {
      command.add(expand("command", word, own).replace("${artifact}", artifact.toString()));
    }
    Map<String, String> environment = new HashMap<>(marks.environment(id));
    for (Map.Entry<String, String> e : start.settings().entrySet()) {
      environment.put(e.getKey(), expand("settings." + e.getKey(), e.getValue(), own));
    }
    Launch launch = new Launch(command, environment, work.make(id), settings.around());
    keeper
        .start(id, artifact.toString(), address, settings.port(), ticker.now().wall(), launch)
        .ifPresent(quota::admit);
  }

  private String freeAddress(List<Kept> others) throws AdapterException {
    return settings
        .addresses()
        .free(others.stream().map(Kept::address).toList())
        .orElseThrow(() ->
            new AdapterException.Refused(
                "all "
                    + settings.addresses().all().size()
                    + " addresses of "
                    + marks.app()
                    + "/"
                    + marks.site()
                    + " are in use: add some under platform.addresses"));
  }

  private static String expand(String place, String text, Map<String, String> own)
      throws AdapterException {
    try {
      return Template.expand(text, "instance", n -> Optional.ofNullable(own.get(n)));
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid(
          place + ": " + e.getMessage() + "; there are address, port and id", e);
    }
  }

  /** Everything that still runs with this site's marks, its gateway too. */
  @Override
  public List<String> leftovers() throws AdapterException {
    return keeper.leftovers();
  }

  @Override
  public void close() {
    keeper.close();
  }
}
