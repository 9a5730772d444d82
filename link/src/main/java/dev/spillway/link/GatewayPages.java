package dev.spillway.link;

import dev.spillway.core.Ticker;
import java.time.Duration;
import java.time.Instant;
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
  private final Identity identity;
  private final Ticker ticker;

  GatewayPages(
      Agents agents,
      Guests guests,
      Ports ports,
      Instances instances,
      Counters counters,
      Identity identity,
      Ticker ticker) {
    this.identity = identity;
    this.ticker = ticker;
    this.agents = agents;
    this.guests = guests;
    this.ports = ports;
    this.instances = instances;
    this.counters = counters;
  }

  /** A line for each agent, service and certificate, one for all connectors. */
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
    text.append("connectors ").append(guests.size()).append('\n').append(identity.statusLine());
    for (Agents.Entry each : agents.all()) {
      String site = each.hello().app() + "/" + each.hello().site();
      text.append(each.session().certificates.statusLine("agent=" + site));
    }
    for (Session each : guests.all()) {
      text.append(each.certificates.statusLine("connector=" + each.peer));
    }
    return text.toString();
  }

  private static String site(Agents.Entry each) {
    return "app=\"%s\",site=\"%s\",agent=\"%s\""
        .formatted(each.hello().app(), each.hello().site(), word(each.session()));
  }

  private static String word(Session session) {
    return Identity.word(session.certificates.peer());
  }

  private Map<String, Duration> certificates() {
    Map<String, Duration> left = new LinkedHashMap<>();
    Instant now = ticker.now().wall();
    for (Agents.Entry each : agents.all()) {
      left.put(site(each), each.session().certificates.left(now));
    }
    for (Session each : guests.all()) {
      // Of one name the certificate that ends first.
      Duration its = each.certificates.left(now);
      left.merge("connector=\"" + word(each) + "\"", its, (a, b) -> a.compareTo(b) < 0 ? a : b);
    }
    return left;
  }

  String metrics() {
    Map<String, ServiceMeter> services = new LinkedHashMap<>();
    instances.meters().forEach((name, meter) -> services.put("service=\"" + name + "\"", meter));
    Map<String, Duration> sessions = new LinkedHashMap<>();
    for (Agents.Entry each : agents.all()) {
      sessions.put(site(each), Duration.ofNanos(Math.max(0, each.session().roundTripNanos())));
    }
    return new MetricsText()
        .counts(counters.snapshot(), counters.refusals())
        .sessions(sessions)
        .services(services, ticker.now().nanos())
        .certificates(identity.left(ticker.now().wall()), certificates())
        .toString();
  }
}
