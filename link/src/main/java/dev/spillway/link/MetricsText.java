package dev.spillway.link;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one end of the link has counted, as Prometheus reads it (text format 0.0.4). Names of
 * services come from configuration, or were checked to be names, so no label needs escaping but
 * gateways' addresses, which have no quotes.
 */
final class MetricsText {
  private final StringBuilder text = new StringBuilder(2000);
  private String last = "";

  /** What every end counts. */
  MetricsText counts(LinkCounts counts, Map<Counters.Refused, Long> refusals) {
    one("connections_total", "Connections that were begun or accepted.", counts.connections());
    one("handshakes_failed_total", "Of those, refused or broken.", counts.handshakesFailed());
    one("sessions_total", "Sessions that stood.", counts.sessions());
    one("sessions_lost_total", "Sessions that ended for any reason.", counts.sessionsLost());
    one(
        "sessions_replaced_total",
        "Of those, taken over by a newer session of the same name.",
        counts.sessionsReplaced());
    one("streams_total", "Streams, those of checks too.", counts.streams());
    one("bytes_in_total", "Payload that came over the link.", counts.bytesIn());
    one("bytes_out_total", "Payload that went over the link.", counts.bytesOut());
    refusals.entrySet().stream()
        .sorted(Comparator.comparing(each -> each.getKey().toString()))
        .forEach(each ->
            sample(
                "refused_total",
                "Streams that were refused or reset, by service and reason.",
                "service=\"%s\",reason=\"%s\""
                    .formatted(each.getKey().service(), each.getKey().reason().word()),
                each.getValue()));
    return this;
  }

  /**
   * @param labels of each meter, such as {@code service="db"}
   */
  MetricsText services(Map<String, ServiceMeter> labels, long now) {
    Map<String, ServiceMeter> all = new TreeMap<>(labels);
    all.forEach((label, meter) ->
        sample("service_streams_total", "Streams of a service.", label, meter.begun()));
    all.forEach((label, meter) ->
        sample("service_streams", "Streams of a service that are open.", label, meter.open()));
    all.forEach((label, meter) ->
        sample(
            "service_bytes_total", "Payload of a service, both directions.", label, meter.moved()));
    all.forEach((label, meter) ->
        sample(
            "service_used_ratio",
            "How much of the nearest limit of a service is used, 1 for all; 0 without limits.",
            label,
            meter.used(now)));
    return this;
  }

  /**
   * @param sessions with the other ends, by their labels; negative for one that does not stand, and
   *     zero for one without a round trip yet
   */
  MetricsText sessions(Map<String, Duration> sessions) {
    Map<String, Duration> all = new TreeMap<>(sessions);
    all.forEach((label, trip) ->
        sample("connected", "1 when a session stands.", label, trip.isNegative() ? 0 : 1));
    all.forEach((label, trip) -> {
      if (trip.isPositive()) {
        sample("round_trip_seconds", "Of the last keep-alive.", label, trip.toNanos() / 1e9);
      }
    });
    return this;
  }

  /**
   * @param own how long this end's own certificate is valid; negative when it has ended
   * @param others those of the other ends of sessions, by the session's labels
   */
  MetricsText certificates(Duration own, Map<String, Duration> others) {
    sample(
        "certificate_left_seconds",
        "Until this end's own certificate ends; negative once it has.",
        "",
        own.toSeconds());
    new TreeMap<>(others)
        .forEach((label, left) ->
            sample(
                "peer_certificate_left_seconds",
                "Until the certificate of a session's other end ends, and the session with it.",
                label,
                left.toSeconds()));
    return this;
  }

  private void one(String name, String help, long value) {
    sample(name, help, "", value);
  }

  private void sample(String name, String help, String labels, double value) {
    String full = "spillway_link_" + name;
    if (!last.equals(full)) {
      last = full;
      String type = name.endsWith("_total") ? "counter" : "gauge";
      text.append("# HELP ").append(full).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    }
    text.append(full).append(labels.isEmpty() ? "" : "{" + labels + "}").append(' ');
    text.append(
        value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : value);
    text.append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
