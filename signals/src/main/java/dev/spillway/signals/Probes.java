package dev.spillway.signals;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Health;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Probes each instance of a site at its own address and counts rise and fall: {@code http} wants a
 * 2xx answer of the app's health path, {@code tcp} a connection. All are asked at once; a reading
 * takes at most the app's health timeout, but for what {@link RoundTime} leaves out. The latency of
 * a reading is that of its slowest good answer, which is the 99th percentile of so few. For one
 * thread at a time.
 */
final class Probes implements SignalSource {
  static final AdapterType<SignalSource> HTTP =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "http",
          schema("Asks each instance for the app's health path; a 2xx answer is good."),
          Probes::http);
  static final AdapterType<SignalSource> TCP =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "tcp",
          schema("Connects to each instance; a connection is good."),
          Probes::tcp);

  private final Health health;
  private final HealthBook book;
  private final Rounds rounds = new Rounds();
  private final Function<Endpoint, Rounds.Question<Boolean>> probe;

  private Probes(Health health, Function<Endpoint, Rounds.Question<Boolean>> probe) {
    this.health = health;
    this.book = new HealthBook(health.rise(), health.fall());
    this.probe = probe;
  }

  private static Probes http(AdapterSpec spec, AdapterContext context) throws AdapterException {
    Health health = context.health();
    Duration patience = RoundTime.patience(health.timeout());
    Fetch fetch = new Fetch(context.host(), Trust.of(context, health.scheme()), patience);
    return new Probes(
        health,
        at ->
            () -> {
              Fetch.Answer answer = fetch.get(address(at), health.path());
              if (!answer.good()) {
                throw new IOException(health.path() + " answered " + answer.status());
              }
              return true;
            });
  }

  private static Probes tcp(AdapterSpec spec, AdapterContext context) {
    Health health = context.health();
    return new Probes(
        health,
        at ->
            () -> {
              Fetch.connect(address(at), RoundTime.patience(health.timeout())).close();
              return true;
            });
  }

  static InetSocketAddress address(Endpoint at) {
    return new InetSocketAddress(at.host(), at.port());
  }

  @Override
  public Reading read(List<Instance> instances) {
    Map<String, Rounds.Question<Boolean>> questions = new LinkedHashMap<>();
    instances.forEach(i -> questions.put(i.id(), probe.apply(i.endpoint())));
    double slowest = -1;
    for (var outcome : rounds.ask(questions, health.timeout()).entrySet()) {
      switch (outcome.getValue()) {
        case Rounds.Outcome.Answered<Boolean>(Boolean ignored, Duration took) -> {
          book.good(outcome.getKey());
          slowest = Math.max(slowest, took.toNanos() / 1e6);
        }
        case Rounds.Outcome.Failed<Boolean>(String problem) -> book.bad(outcome.getKey(), problem);
      }
    }
    book.keep(questions.keySet());
    return new Reading(
        book.health(),
        book.reasons(),
        null,
        null,
        null,
        null,
        slowest < 0 ? null : slowest,
        Map.of());
  }

  @Override
  public Duration interval() {
    return health.interval();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private static String schema(String description) {
    return """
    {
      "type": "object",
      "description": "%s How often, how long and how many in a row stands under health.",
      "additionalProperties": false,
      "properties": {}
    }
    """
        .formatted(description);
  }
}
