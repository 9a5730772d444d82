package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connector needs.
 *
 * @param identity keys of a connector: {@code Keys.load(dir, PeerRole.CONNECTOR)}
 * @param app and {@code site} that its instances belong to
 * @param gateways that it dials, one or more
 * @param services where instances connect, by the service's name
 * @param proxy on the way out; null for none
 * @param webTrust which web front ends are believed
 */
public record ConnectorConfig(
    Identity identity,
    String app,
    String site,
    List<GatewayAddress> gateways,
    Map<String, Endpoint> services,
    LinkTimings timings,
    @Nullable HttpProxy proxy,
    WebTrust webTrust) {
  public ConnectorConfig {
    Hello.name(app);
    Hello.name(site);
    gateways = List.copyOf(gateways);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    services.keySet().forEach(Hello::name);
    if (identity.role() != PeerRole.CONNECTOR) {
      throw new IllegalArgumentException("a connector needs the keys of a connector");
    }
    if (gateways.isEmpty() || services.isEmpty()) {
      throw new IllegalArgumentException("a connector needs a gateway and a service");
    }
  }

  Hello hello() {
    return new Hello(app, site, List.copyOf(services.keySet()));
  }

  Outward outward() {
    return new Outward(identity, timings, proxy, webTrust);
  }
}
