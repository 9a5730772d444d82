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
import dev.spillway.core.Release;
import dev.spillway.core.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Instances that exist only in memory and run after {@code warm-up}, for tests of Spillway itself
 * with very many apps. They end with the controller. For one thread at a time.
 */
public final class SimulatedPlatform implements Platform {
  /** How the configuration finds it. */
  public static final AdapterType<Platform> TYPE =
      new AdapterType<>(
          AdapterType.Kind.PLATFORM,
          "simulated",
          """
          {
            "type": "object",
            "description": "Instances in memory only, for tests of Spillway itself.",
            "additionalProperties": false,
            "properties": {
              "warm-up": {"description": "From the start of an instance until it runs. Default: 10s", "$ref": "#/$defs/duration"},
              "addresses": {
                "description": "Addresses that instances are said to have. Default: 198.18.0.1-198.18.0.250",
                "type": "array", "items": {"type": "string"}, "minItems": 1
              }
            }
          }
          """,
          (spec, context) -> new SimulatedPlatform(spec, context, Ticker.system()));

  private static final PlatformTraits TRAITS =
      new PlatformTraits(true, true, false, Proof.REPORTED);
  private static final int PORT = 8080;

  private record Simulated(Endpoint at, Digest digest, long startedNanos, Instant started) {}

  private final Ticker ticker;
  private final Duration warmUp;
  private final AddressPool addresses;
  private final String name;
  private final Set<Release> staged = new HashSet<>();
  private final Map<String, Simulated> running = new TreeMap<>();

  /**
   * @throws AdapterException.Invalid names the setting that is wrong
   */
  public SimulatedPlatform(AdapterSpec spec, AdapterContext context, Ticker ticker)
      throws AdapterException {
    List<String> texts = spec.texts("addresses");
    this.ticker = ticker;
    this.warmUp = LocalSettings.duration(spec, "warm-up", Duration.ofSeconds(10));
    this.addresses =
        AddressPool.parse(texts.isEmpty() ? List.of("198.18.0.1-198.18.0.250") : texts);
    this.name = context.app() + "/" + context.site();
  }

  @Override
  public PlatformTraits traits() {
    return TRAITS;
  }

  @Override
  public List<Instance> instances() {
    return running.entrySet().stream().map(e -> instance(e.getKey(), e.getValue())).toList();
  }

  private Instance instance(String id, Simulated one) {
    boolean warm = ticker.now().since(one.startedNanos()).compareTo(warmUp) >= 0;
    return new Instance(
        id,
        one.at(),
        warm ? Instance.State.RUNNING : Instance.State.STARTING,
        warm ? one.digest() : null,
        Proof.REPORTED,
        one.started(),
        "simulated");
  }

  @Override
  public void apply(PlatformChange change) throws AdapterException {
    switch (change) {
      case PlatformChange.Stage stage -> stage(stage.release(), stage.artifact());
      case PlatformChange.Start start -> start(start.instance(), start.release());
      case PlatformChange.Stop stop -> running.remove(stop.instance());
    }
  }

  private void stage(Release release, Path artifact) throws AdapterException {
    if (staged.contains(release)) {
      return;
    }
    try {
      Digest found = Digest.of(artifact);
      if (!found.equals(release.digest())) {
        throw new AdapterException.Invalid(
            artifact + " is not the release " + release.digest() + ": its bytes are " + found);
      }
      staged.add(release);
    } catch (IOException e) {
      throw new AdapterException.Invalid("cannot read the artifact " + artifact + ": " + e, e);
    }
  }

  private void start(String id, Release release) throws AdapterException {
    if (running.containsKey(id)) {
      return;
    }
    if (!staged.contains(release)) {
      throw new AdapterException.Invalid(
          "release " + release.digest() + " is not staged at " + name + ": stage it first");
    }
    String address =
        addresses
            .free(running.values().stream().map(r -> r.at().host()).toList())
            .orElseThrow(
                () -> new AdapterException.Refused("all addresses of " + name + " are in use"));
    running.put(
        id,
        new Simulated(
            new Endpoint(address, PORT),
            release.digest(),
            ticker.now().nanos(),
            ticker.now().wall()));
  }

  @Override
  public List<String> leftovers() {
    return running.keySet().stream().map(id -> "simulated instance " + id).toList();
  }

  @Override
  public void close() {}
}
