package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent needs.
 *
 * @param identity keys of an agent: {@code Keys.load(dir, PeerRole.AGENT)}
 * @param proxy on the way out to the gateways; null for none
 * @param audit where streams are logged; the agent's from now on, who closes it; null for no log
 * @param status a loopback address where the agent says how its links are; null for none
 * @param webTrust which web front ends are believed; null only when no target has one
 */
public record AgentConfig(
    Identity identity,
    List<Target> targets,
    @Nullable Endpoint status,
    LinkTimings timings,
    @Nullable HttpProxy proxy,
    @Nullable AuditLog audit,
    @Nullable WebTrust webTrust) {

  /**
   * One public site that the agent keeps a session with.
   *
   * @param gateway where to dial; with {@code web} only its name in logs
   * @param services what that side may reach at home, by name, and nothing else; hosts are looked
   *     up at home for each connection
   * @param limits by the service's name; none for those that are not named
   * @param releases that alone may reach a service, by its name; all for those not named
   * @param web to dial by WebSocket instead; null for a plain connection
   */
  public record Target(
      String app,
      String site,
      Endpoint gateway,
      Map<String, Endpoint> services,
      Map<String, Service.Limits> limits,
      Map<String, Set<String>> releases,
      @Nullable WebAddress web) {
    public Target(String app, String site, Endpoint gateway, Map<String, Endpoint> services) {
      this(app, site, gateway, services, Map.of(), Map.of(), null);
    }

    Target(
        String app,
        String site,
        Endpoint gateway,
        Map<String, Endpoint> services,
        Map<String, Service.Limits> limits) {
      this(app, site, gateway, services, limits, Map.of(), null);
    }

    public Target {
      Hello.name(app);
      Hello.name(site);
      services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
      services.keySet().forEach(Hello::name);
      limits = Map.copyOf(limits);
      releases = Map.copyOf(releases);
    }

    GatewayAddress address() {
      return new GatewayAddress(web == null ? gateway : web.at(), web);
    }

    Hello hello() {
      return new Hello(app, site, List.copyOf(services.keySet()));
    }
  }

  public AgentConfig {
    targets = List.copyOf(targets);
    if (identity.role() != PeerRole.AGENT) {
      throw new IllegalArgumentException("an agent needs the keys of an agent");
    }
    check(targets, webTrust);
  }

  /** Whether an agent that was started with this can work with other targets. */
  void check(List<Target> others) {
    check(others, webTrust);
  }

  private static void check(List<Target> targets, @Nullable WebTrust webTrust) {
    if (webTrust == null && targets.stream().anyMatch(target -> target.web() != null)) {
      throw new IllegalArgumentException("an agent that dials web front ends must trust some");
    }
  }

  public AgentConfig(Identity identity, List<Target> targets, @Nullable Endpoint status) {
    this(identity, targets, status, LinkTimings.DEFAULT);
  }

  Outward outward() {
    return new Outward(identity, timings, proxy, webTrust);
  }

  AgentConfig(
      Identity identity, List<Target> targets, @Nullable Endpoint status, LinkTimings timings) {
    this(identity, targets, status, timings, null, null);
  }

  AgentConfig(
      Identity identity,
      List<Target> targets,
      @Nullable Endpoint status,
      LinkTimings timings,
      @Nullable HttpProxy proxy,
      @Nullable AuditLog audit) {
    this(identity, targets, status, timings, proxy, audit, null);
  }
}
