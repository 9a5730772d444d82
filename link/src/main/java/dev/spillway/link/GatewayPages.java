package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a gateway says of itself, for people and for Prometheus. Safe for any thread. */
final class GatewayPages {
  private final Agents agents;
  private final Guests guests;
  private final Ports ports;
  private final Instances instances;
  private final Counters counters;

  GatewayPages(Agents agents, Guests guests, Ports ports, Instances instances, Counters counters) {
    this.agents = agents;
    this.guests = guests;
    this.ports = ports;
    this.instances = instances;
    this.counters = counters;
  }

  /** One line for each agent and each service, one for all connectors. */
  String status() {
    StringBuilder text = new StringBuilder();
    for (Agents.Entry each : agents.all()) {
      text.append(
          "agent name=%s app=%s site=%s rttMicros=%d streams=%d services=%s unreached=%s\n"
              .formatted(
                  each.identity().replace(' ', '_'),
                  each.hello().app(),
                  each.hello().site(),
                  Math.max(0, each.session().roundTripNanos()) / 1000,
                  each.session().streamCount(),
                  String.join(",", each.hello().services()),
                  each.hello().services().stream()
                      .filter(service -> !each.failure(service).isEmpty())
                      .collect(Collectors.joining(","))));
    }
    ports
        .now()
        .forEach(
            (name, port) -> text.append("service name=%s at=%s\n".formatted(name, port.listen())));
    return text.append("connectors ").append(guests.size()).append('\n').toString();
  }

  String metrics() {
    Map<String, ServiceMeter> services = new LinkedHashMap<>();
    instances.meters().forEach((name, meter) -> services.put("service=\"" + name + "\"", meter));
    Map<String, Duration> sessions = new LinkedHashMap<>();
    for (Agents.Entry each : agents.all()) {
      sessions.put(
          "app=\"%s\",site=\"%s\",agent=\"%s\""
              .formatted(
                  each.hello().app(),
                  each.hello().site(),
                  each.identity().replaceAll("[\"\\\\\n]", "_")),
          Duration.ofNanos(Math.max(0, each.session().roundTripNanos())));
    }
    return new MetricsText()
        .counts(counters.snapshot(), counters.refusals())
        .sessions(sessions)
        .services(services, Ticker.system().now().nanos())
        .toString();
  }
}
