package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.LinkOptions;
import dev.spillway.config.Secrets;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import dev.spillway.core.Site;
import dev.spillway.link.Agent;
import dev.spillway.link.AgentConfig;
import dev.spillway.link.AuditLog;
import dev.spillway.link.GatewayAddress;
import dev.spillway.link.HttpProxy;
import dev.spillway.link.Keys;
import dev.spillway.link.LinkTimings;
import dev.spillway.link.PeerRole;
import dev.spillway.link.WebAddress;
import dev.spillway.link.WebTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The links that a configuration asks for. */
final class Links {
  private Links() {}

  static boolean needed(Configuration all) {
    return !targets(all).isEmpty();
  }

  /**
   * Starts an agent for every public site that has a gateway, and gives it the services, limits and
   * gateways of the files whenever these change; all else waits for the next start.
   *
   * @param parts where what must be closed later is put
   */
  static void agent(Path file, Configuration all, Endpoint status, List<AutoCloseable> parts)
      throws IOException {
    Agent agent = agent(all, status);
    parts.add(agent);
    Set<Path> folders = new TreeSet<>();
    all.files().values().forEach(each -> folders.add(each.resolveSibling(".").normalize()));
    parts.add(
        new Changes(
            "link's services",
            () -> files(file, folders),
            () -> agent.update(targets(Configuration.load(file, Adapters.described())))));
  }

  private static List<Path> files(Path controller, Set<Path> folders) {
    List<Path> all = new ArrayList<>(List.of(controller));
    for (Path folder : folders) {
      try (Stream<Path> found = Files.list(folder)) {
        found.filter(each -> each.toString().endsWith(".yaml")).sorted().forEach(all::add);
      } catch (IOException e) {
        // A folder that is gone is a change like any other; loading says what is wrong with it.
        all.add(folder.resolve("is gone"));
      }
    }
    return all;
  }

  /** Starts an agent for every public site that has a gateway. */
  private static Agent agent(Configuration all, Endpoint status) throws IOException {
    LinkOptions link = all.controller().link();
    var identity = Keys.load(all.controller().keys(), PeerRole.AGENT);
    HttpProxy proxy = proxy(link);
    AuditLog audit =
        link.audit() == null
            ? null
            : AuditLog.open(link.audit(), link.auditFileBytes(), link.auditOptional());
    return Agent.start(
        new AgentConfig(
            identity,
            targets(all),
            status,
            LinkTimings.DEFAULT,
            proxy,
            audit,
            WebTrust.read(link.webAuthorities())));
  }

  private static @Nullable HttpProxy proxy(LinkOptions link) {
    try {
      if (link.proxy() == null) {
        return null;
      }
      String password = Secrets.resolve(link.proxyPassword());
      return new HttpProxy(
          link.proxy(), link.proxyUser().isEmpty() ? "" : link.proxyUser() + ":" + password);
    } catch (AdapterException.Invalid e) {
      throw Failure.usage("link.proxy.password: " + e.getMessage());
    }
  }

  private static List<AgentConfig.Target> targets(Configuration all) {
    List<AgentConfig.Target> targets = new ArrayList<>();
    for (App app : all.apps()) {
      for (Site site : app.sites()) {
        AdapterSpec gateway = site.gateway();
        if (gateway != null) {
          Endpoint dial = dial(app, site, gateway);
          targets.add(target(app, site, new GatewayAddress(dial, web(app, site, gateway))));
          others(app, site, gateway).forEach(also -> targets.add(target(app, site, also)));
        }
      }
    }
    return targets;
  }

  private static AgentConfig.Target target(App app, Site site, GatewayAddress gateway) {
    Map<String, Endpoint> services = new LinkedHashMap<>();
    Map<String, Service.Limits> limits = new LinkedHashMap<>();
    Map<String, Set<String>> releases = new LinkedHashMap<>();
    app.servicesAt(site.name())
        .forEach((name, service) -> {
          services.put(name, service.at());
          limits.put(name, service.limits());
          if (!service.only().releases().isEmpty()) {
            releases.put(name, service.only().releases());
          }
        });
    return new AgentConfig.Target(
        app.name(), site.name(), gateway.at(), services, limits, releases, gateway.web());
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

  /** Further gateways of the site; the agent keeps a session with each. */
  private static List<GatewayAddress> others(App app, Site site, AdapterSpec gateway) {
    try {
      return gateway.texts("also").stream().map(GatewayAddress::parse).toList();
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          app.name() + ": sites." + site.name() + ".gateway.also: " + e.getMessage());
    }
  }

  private static @Nullable WebAddress web(App app, Site site, AdapterSpec gateway) {
    try {
      return gateway.text("web").map(WebAddress::parse).orElse(null);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          app.name() + ": sites." + site.name() + ".gateway.web: " + e.getMessage());
    }
  }
}
