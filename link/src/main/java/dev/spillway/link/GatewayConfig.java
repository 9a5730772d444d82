package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a gateway needs.
 *
 * @param listen where agents dial in
 * @param identity keys of a gateway: {@code Keys.load(dir, PeerRole.GATEWAY)}
 * @param services ports for app instances, by the service's name
 * @param mostStreams of one session at a time, 1 or more; 19,000
 * @param mostStrangers connections that have not yet shown a certificate, 1 or more; when there are
 *     more, the oldest is closed; 256
 * @param only the app and site whose agents and connectors are let in, as {@code app/site}; empty
 *     for all that its certificate is for. An agent with the scope of another app gets none of this
 *     app's connections only when this is given
 */
public record GatewayConfig(
    Endpoint listen,
    Identity identity,
    Map<String, ServicePort> services,
    LinkTimings timings,
    int mostStreams,
    int mostStrangers,
    String only) {
  public GatewayConfig {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    services.keySet().forEach(Hello::name);
    if (identity.role() != PeerRole.GATEWAY) {
      throw new IllegalArgumentException("a gateway needs the keys of a gateway");
    }
    if (mostStreams < 1 || mostStrangers < 1) {
      throw new IllegalArgumentException("a gateway's limits are 1 or more");
    }
  }

  public GatewayConfig(Endpoint listen, Identity identity, Map<String, ServicePort> services) {
    this(listen, identity, services, LinkTimings.DEFAULT, 19_000, 256, "");
  }

  /** Empty when one that says it is of this app and site may come, else why not. */
  String refusal(Hello hello, X509Certificate certificate) {
    String who = hello.app() + "/" + hello.site();
    if (!only.isEmpty() && !only.equals(who)) {
      return "this gateway is for " + only + ", not for " + who + "; correct its address";
    }
    return Scope.refusal(certificate, hello.app(), hello.site());
  }

  /** The same, for the agents of one app and site only. */
  public GatewayConfig onlyFor(String appAndSite) {
    return new GatewayConfig(
        listen, identity, services, timings, mostStreams, mostStrangers, appAndSite);
  }
}
