package dev.spillway.config;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all apps of one controller share.
 *
 * @param name the controller's lasting name; marks what it starts
 * @param zones that the built-in DNS answers for; empty when others answer
 * @param dns where the built-in DNS listens, UDP and TCP; empty switches it off
 * @param api where the API, dashboard and metrics listen
 * @param state folder for everything that must survive a restart
 * @param apps folder with one *.yaml file for each app, or one such file
 * @param keys folder with the link's keys and certificates
 * @param agent where an agent that is a process of its own tells its status; null when there is
 *     none: no app uses a link, or the controller is the agent too
 * @param tick how often each loop decides
 * @param spread how DNS nodes and secondaries get the answers
 * @param answers how the built-in DNS answers
 * @param link how the agent works
 */
public record ControllerConfig(
    String name,
    List<Zone> zones,
    List<Endpoint> dns,
    Endpoint api,
    Path state,
    Path apps,
    Path keys,
    @Nullable Endpoint agent,
    Duration tick,
    Spread spread,
    Answers answers,
    LinkOptions link) {

  /**
   * @param name for clients that ask which server answered them (NSID); empty says nothing
   * @param perSecond answers of one kind to one network over UDP; 0 for no limit
   * @param log where some queries are written; null for nowhere
   * @param metrics where a process that only answers shows its metrics; null for nowhere
   */
  public record Answers(
      String name, int perSecond, @Nullable Endpoint metrics, @Nullable QueryLog log) {
    public static final Answers USUAL = new Answers("", 1000, null, null);
  }

  /**
   * @param every of so many answered queries one is written
   * @param fileBytes above this the file is renamed and begins anew
   */
  public record QueryLog(Path file, int every, long fileBytes) {}

  /**
   * @param feed where the controller gives the steering table to nodes; null for nowhere
   * @param controllers whose feeds this node follows; empty where the controller runs
   * @param keys that transfers are signed with
   */
  public record Spread(@Nullable Endpoint feed, List<Endpoint> controllers, List<SharedKey> keys) {
    public static final Spread NONE = new Spread(null, List.of(), List.of());

    public Spread {
      controllers = List.copyOf(controllers);
      keys = List.copyOf(keys);
    }
  }

  /**
   * @param secret a reference, never the secret itself
   */
  public record SharedKey(String name, String algorithm, String secret) {}

  public ControllerConfig {
    zones = List.copyOf(zones);
    dns = List.copyOf(dns);
  }

  /** With the defaults of the link, without nodes and secondaries, with the usual limit. */
  public ControllerConfig(
      String name,
      List<Zone> zones,
      List<Endpoint> dns,
      Endpoint api,
      Path state,
      Path apps,
      Path keys,
      @Nullable Endpoint agent,
      Duration tick) {
    this(
        name,
        zones,
        dns,
        api,
        state,
        apps,
        keys,
        agent,
        tick,
        Spread.NONE,
        Answers.USUAL,
        LinkOptions.defaults(state));
  }

  ControllerConfig withoutLink() {
    return new ControllerConfig(
        name, zones, dns, api, state, apps, keys, null, tick, spread, answers, link);
  }

  /** The same controller with its state in another folder. */
  public ControllerConfig withState(Path folder) {
    return new ControllerConfig(
        name, zones, dns, api, folder, apps, keys, agent, tick, spread, answers, link);
  }
}
