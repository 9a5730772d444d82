package dev.spillway.control.loop;

import dev.spillway.core.App;
import dev.spillway.core.GatewayHost;
import dev.spillway.core.Rules;
import dev.spillway.core.SignalSource;
import dev.spillway.core.SteeringTarget;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** One app with all adapters that its file names. */
record AppParts(App app, Path folder, List<SiteParts> sites, List<SteeringTarget> steering)
    implements AutoCloseable {
  AppParts {
    sites = List.copyOf(sites);
    steering = List.copyOf(steering);
  }

  SiteParts site(String name) {
    return sites.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no site " + name));
  }

  Rules rules() {
    return Rules.of(app, name -> site(name).platform().traits().scales()).steeredBy(ability());
  }

  /** What every steering target can show: that of the least able one. */
  SteeringTarget.Ability ability() {
    return steering.stream()
        .map(SteeringTarget::ability)
        .max(Comparator.naturalOrder())
        .orElse(SteeringTarget.Ability.WEIGHTED);
  }

  /** Frees the handles of this process; what runs, runs on. */
  @Override
  public void close() {
    for (SiteParts site : sites) {
      site.signals().forEach(SignalSource::close);
      GatewayHost gateway = site.gateway();
      if (gateway != null) {
        gateway.close();
      }
      site.platform().close();
    }
    steering.forEach(SteeringTarget::close);
  }
}
