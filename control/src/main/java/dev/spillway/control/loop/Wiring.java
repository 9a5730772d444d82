package dev.spillway.control.loop;

import dev.spillway.config.ControllerConfig;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.AdapterType.Kind;
import dev.spillway.core.App;
import dev.spillway.core.Finding;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.HostNames;
import dev.spillway.core.OnlineCheck;
import dev.spillway.core.Platform;
import dev.spillway.core.Role;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Site;
import dev.spillway.core.SteeringTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the adapters that an app's file names, from the types that this program knows. */
public final class Wiring {
  private final ControllerConfig config;
  private final List<AdapterType<?>> types;
  private final List<String> spillway;

  /**
   * @param spillway the command line that starts this program, without arguments
   */
  public Wiring(ControllerConfig config, List<AdapterType<?>> types, List<String> spillway) {
    this.config = config;
    this.types = List.copyOf(types);
    this.spillway = List.copyOf(spillway);
  }

  /**
   * @param folder against which relative paths of the app's file are read
   * @throws AdapterException.Invalid when an adapter cannot work here; names app, site and type
   */
  AppParts make(App app, Path folder) throws AdapterException {
    List<SiteParts> sites = new ArrayList<>();
    for (Site site : app.sites()) {
      AdapterContext context = context(app, site.name(), folder);
      AdapterSpec gateway = site.gateway();
      List<SignalSource> signals = new ArrayList<>();
      for (AdapterSpec signal : site.signals()) {
        signals.add(make(Kind.SIGNAL, signal, context, SignalSource.class));
      }
      sites.add(
          new SiteParts(
              site,
              make(Kind.PLATFORM, site.platform(), context, Platform.class),
              gateway == null ? null : make(Kind.GATEWAY, gateway, context, GatewayHost.class),
              signals));
    }
    List<SteeringTarget> steering = new ArrayList<>();
    for (AdapterSpec spec : app.steering()) {
      AdapterContext context = context(app, app.home().name(), folder);
      steering.add(make(Kind.STEERING, spec, context, SteeringTarget.class));
    }
    AppParts parts = new AppParts(app, folder, sites, steering);
    checkAbility(parts);
    return parts;
  }

  /** Two sites at home would need a part of the clients each. */
  private static void checkAbility(AppParts parts) throws AdapterException.Invalid {
    long atHome = parts.app().sites().stream().filter(s -> s.role() == Role.PRIVATE).count();
    if (parts.ability() != SteeringTarget.Ability.WEIGHTED && atHome > 1) {
      parts.close();
      throw new AdapterException.Invalid(
          parts.app().name()
              + ", steering: a target without weights sends all clients to one site, but "
              + atHome
              + " sites are private; make them one site, or steer by dns or traffic-manager");
    }
  }

  /**
   * Makes an app's adapters, asks each platform and steering target what is there, and lets them go
   * again.
   *
   * @throws AdapterException when one cannot be made or asked; names app, site and type
   */
  public void tryOut(App app, Path folder) throws AdapterException {
    AppParts parts = make(app, folder);
    try {
      for (SiteParts site : parts.sites()) {
        site.platform().probe();
      }
      for (SteeringTarget target : parts.steering()) {
        target.current(app.host());
      }
    } finally {
      parts.close();
    }
  }

  /**
   * What an adapter's cloud was asked.
   *
   * @param place site and kind, such as {@code azure, platform}
   */
  public record Asked(String place, String type, List<Finding> findings) {}

  /**
   * Asks every cloud that an app's adapters are on what would stand in their way; changes nothing.
   *
   * @param names what clients are told
   * @throws AdapterException when the state folder cannot be used
   */
  public List<Asked> online(App app, Path folder, HostNames names) throws AdapterException {
    List<Asked> all = new ArrayList<>();
    for (Site site : app.sites()) {
      AdapterContext context = context(app, site.name(), folder);
      ask(Kind.PLATFORM, site.platform(), context, app, names, all);
      for (AdapterSpec signal : site.signals()) {
        ask(Kind.SIGNAL, signal, context, app, names, all);
      }
    }
    for (AdapterSpec steering : app.steering()) {
      AdapterContext context = context(app, app.home().name(), folder);
      ask(Kind.STEERING, steering, context, app, names, all);
    }
    return List.copyOf(all);
  }

  private void ask(
      Kind kind,
      AdapterSpec spec,
      AdapterContext context,
      App app,
      HostNames names,
      List<Asked> all) {
    OnlineCheck online =
        types.stream()
            .filter(t -> t.kind() == kind && t.name().equals(spec.type()))
            .findFirst()
            .map(AdapterType::online)
            .orElse(null);
    if (online == null) {
      return;
    }
    List<Finding> findings;
    try {
      findings = online.check(spec, context, app, names);
    } catch (AdapterException e) {
      findings =
          List.of(new Finding(Finding.Level.PROBLEM, "settings", String.valueOf(e.getMessage())));
    }
    String what = kind.name().toLowerCase(java.util.Locale.ROOT);
    String place = kind == Kind.STEERING ? what : context.site() + ", " + what;
    all.add(new Asked(place, spec.type(), findings));
  }

  private AdapterContext context(App app, String site, Path folder) throws AdapterException {
    Path state = config.state().resolve("sites").resolve(app.name()).resolve(site);
    try {
      Files.createDirectories(state);
    } catch (IOException e) {
      throw new AdapterException.Invalid(
          "the state folder " + state + " cannot be made: " + e + "; name one that can", e);
    }
    return new AdapterContext(
        app.name(),
        site,
        app.host(),
        app.health(),
        app.servicesAt(site),
        state,
        folder,
        config.name(),
        spillway,
        config.keys());
  }

  private <T> T make(Kind kind, AdapterSpec spec, AdapterContext context, Class<T> port)
      throws AdapterException {
    String place =
        context.app()
            + ", "
            + context.site()
            + ", "
            + kind.name().toLowerCase(java.util.Locale.ROOT);
    AdapterType<?> type =
        types.stream()
            .filter(t -> t.kind() == kind && t.name().equals(spec.type()))
            .findFirst()
            .orElseThrow(() ->
                new AdapterException.Invalid(
                    place + ": no type '" + spec.type() + "'; known are " + known(kind)));
    try {
      return port.cast(type.maker().make(spec, context));
    } catch (AdapterException e) {
      throw new AdapterException.Invalid(place + " (" + spec.type() + "): " + e.getMessage(), e);
    }
  }

  private List<String> known(Kind kind) {
    return types.stream().filter(t -> t.kind() == kind).map(AdapterType::name).toList();
  }
}
