package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Site;
import dev.spillway.link.Agent;
import dev.spillway.link.AgentConfig;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links that a configuration asks for. */
final class Links {
  private Links() {}

  static boolean needed(Configuration all) {
    return !targets(all).isEmpty();
  }

  /** Starts an agent for every public site that has a gateway. */
  static Agent agent(Configuration all, Endpoint status) throws IOException {
    return Agent.start(
        new AgentConfig(Keys.load(all.controller().keys(), PeerRole.AGENT), targets(all), status));
  }

  private static List<AgentConfig.Target> targets(Configuration all) {
    List<AgentConfig.Target> targets = new ArrayList<>();
    for (App app : all.apps()) {
      Map<String, Endpoint> services = new LinkedHashMap<>();
      app.services().forEach((name, service) -> services.put(name, service.at()));
      for (Site site : app.sites()) {
        AdapterSpec gateway = site.gateway();
        if (gateway != null) {
          Endpoint dial = dial(app, site, gateway);
          targets.add(new AgentConfig.Target(app.name(), site.name(), dial, services));
        }
      }
    }
    return targets;
  }

  /** Where agents reach a gateway: its public address, else where it listens. */
  private static Endpoint dial(App app, Site site, AdapterSpec gateway) {
    return gateway
        .text("address")
        .or(() -> gateway.text("listen"))
        .map(Endpoint::parse)
        .orElseThrow(() ->
            Failure.usage(
                app.name() + ": sites." + site.name() + ".gateway has no address to dial"));
  }
}
