package dev.spillway.demo.report;

import dev.spillway.demo.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** The pictures of one run; the same axes for all runs, so that they compare. */
final class Charts {
  private final double seconds;
  private final double top;

  /**
   * @param all the runs that are shown side by side
   */
  Charts(List<RunResult> all) {
    seconds = all.stream().mapToDouble(r -> Math.max(1, r.seconds().size())).max().orElse(1);
    top =
        all.stream()
            .flatMap(r -> r.seconds().stream())
            .mapToDouble(s -> s.path("sent").asDouble(0))
            .max()
            .orElse(1);
  }

  List<String> of(RunResult run) {
    double end = Math.max(1, seconds);
    double rate = Math.ceil(Math.max(1, top) / 40) * 40;
    return List.of(
        traffic(run, end, rate).svg(),
        shares(run, end).svg(),
        instances(run, end).svg(),
        latency(run, end).svg());
  }

  private static Chart traffic(RunResult run, double end, double rate) {
    ToDoubleFunction<JsonNode> home = s -> s.at("/served/home").asDouble(0);
    ToDoubleFunction<JsonNode> both =
        s -> home.applyAsDouble(s) + s.at("/served/cloud").asDouble(0);
    List<double[]> capacity = List.of(point(0, run.capacity()), point(end, run.capacity()));
    return new Chart(
        "Requests",
        "req/s",
        end,
        rate,
        List.of(
            new Chart.Series("lost", "lost", true, points(run, s -> s.path("sent").asDouble(0))),
            new Chart.Series("served by the cloud", "cloud", true, points(run, both)),
            new Chart.Series("served at home", "home", true, points(run, home)),
            new Chart.Series(
                "demand", "demand", false, points(run, s -> s.path("sent").asDouble(0))),
            new Chart.Series("capacity of home", "capacity", false, capacity)));
  }

  private static Chart shares(RunResult run, double end) {
    List<double[]> commanded = new ArrayList<>();
    run.moments().forEach(m -> step(commanded, m.t(), 100 * m.cloudShare()));
    ToDoubleFunction<JsonNode> seen =
        s -> {
          double cloud = s.at("/served/cloud").asDouble(0);
          double all = cloud + s.at("/served/home").asDouble(0);
          return all == 0 ? 0 : 100 * cloud / all;
        };
    return new Chart(
        "Share of the cloud",
        "%",
        end,
        100,
        List.of(
            new Chart.Series("of served requests", "cloud", true, points(run, seen)),
            new Chart.Series("in DNS answers", "demand", false, commanded)));
  }

  private static Chart instances(RunResult run, double end) {
    List<double[]> home = new ArrayList<>();
    List<double[]> cloud = new ArrayList<>();
    run.moments().forEach(m -> step(home, m.t(), m.homeReady()));
    run.moments().forEach(m -> step(cloud, m.t(), m.cloudReady()));
    return new Chart(
        "Ready instances",
        "",
        end,
        8,
        List.of(
            new Chart.Series("cloud", "cloud", true, cloud),
            new Chart.Series("home", "home", false, home)));
  }

  private static Chart latency(RunResult run, double end) {
    return new Chart(
        "Latency from the intended moment of sending",
        "ms",
        end,
        2000,
        List.of(
            new Chart.Series("99 % below", "lost", false, latency(run, "p99")),
            new Chart.Series("90 % below", "cloud", false, latency(run, "p90")),
            new Chart.Series("50 % below", "home", false, latency(run, "p50"))));
  }

  private static List<double[]> latency(RunResult run, String percentile) {
    return points(run, s -> s.at("/latencyMillis/" + percentile).asDouble(0));
  }

  private static List<double[]> points(RunResult run, ToDoubleFunction<JsonNode> value) {
    return run.seconds().stream()
        .map(s -> point(s.path("t").asDouble(0) + 0.5, value.applyAsDouble(s)))
        .toList();
  }

  private static void step(List<double[]> points, double t, double value) {
    if (!points.isEmpty()) {
      points.add(point(t, points.getLast()[1]));
    }
    points.add(point(t, value));
  }

  private static double[] point(double t, double value) {
    return new double[] {t, value};
  }
}
