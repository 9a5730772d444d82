package dev.spillway.signals;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.Instance;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import dev.spillway.core.Ticker;
import dev.spillway.core.Units;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads metrics in Prometheus' text format: of each instance at its own address, or of fixed URLs
 * that speak for the whole site. Counters become rates between two readings, so the first one knows
 * none. It does not judge health. For one thread at a time.
 */
final class PrometheusSignal implements SignalSource {
  static final AdapterType<SignalSource> TYPE =
      new AdapterType<>(
          AdapterType.Kind.SIGNAL,
          "prometheus-text",
          PrometheusSchema.TEXT,
          (spec, context) -> new PrometheusSignal(spec, context, Ticker.system()));

  private final Ticker ticker;
  private final Scrape.Wanted wanted;
  private final String path;
  private final Optional<Integer> port;
  private final List<URI> urls;
  private final Duration interval;
  private final Duration timeout;
  private final Fetch instanceFetch;
  private final AdapterContext context;
  private final Rounds rounds = new Rounds();
  private final Traffic traffic = new Traffic();

  /**
   * @throws AdapterException.Invalid names the setting that cannot work
   */
  PrometheusSignal(AdapterSpec spec, AdapterContext context, Ticker ticker)
      throws AdapterException {
    this.ticker = ticker;
    this.context = context;
    this.path = spec.text("path").orElse("/metrics");
    this.port = spec.number("port");
    try {
      this.wanted = wanted(spec);
      this.urls = spec.texts("url").stream().map(PrometheusSignal::url).toList();
      this.interval =
          spec.text("interval").map(Units::duration).orElse(context.health().interval());
      this.timeout = spec.text("timeout").map(Units::duration).orElse(context.health().timeout());
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("prometheus-text: " + e.getMessage(), e);
    }
    String scheme = spec.text("scheme").orElse(context.health().scheme());
    this.instanceFetch =
        new Fetch(context.host(), Trust.of(context, scheme), RoundTime.patience(timeout));
  }

  private static Scrape.Wanted wanted(AdapterSpec spec) {
    return new Scrape.Wanted(
        selectors(spec, "served", PrometheusSchema.SERVED),
        selectors(spec, "rejected", PrometheusSchema.REJECTED),
        selectors(spec, "queued", PrometheusSchema.QUEUED),
        spec.text("latency").map(Selector::parse));
  }

  private static List<Selector> selectors(AdapterSpec spec, String key, List<String> absent) {
    List<String> texts = spec.texts(key);
    return (texts.isEmpty() ? absent : texts).stream().map(Selector::parse).toList();
  }

  private static URI url(String text) {
    URI uri = URI.create(text);
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new IllegalArgumentException("url: '" + text + "' is not http://host:port/path");
    }
    return uri;
  }

  @Override
  public Reading read(List<Instance> instances) throws AdapterException {
    Map<String, Rounds.Question<Scrape>> questions = new LinkedHashMap<>();
    if (urls.isEmpty()) {
      instances.forEach(i -> questions.put(i.id(), () -> scrape(i)));
    } else {
      urls.forEach(u -> questions.put(u.toString(), () -> scrape(u)));
    }
    Map<String, Scrape> scrapes = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (var outcome : rounds.ask(questions, timeout).entrySet()) {
      switch (outcome.getValue()) {
        case Rounds.Outcome.Answered<Scrape>(Scrape scrape, Duration ignored) ->
            scrapes.put(outcome.getKey(), scrape);
        case Rounds.Outcome.Failed<Scrape>(String problem) ->
            problems.add(outcome.getKey() + ": " + problem);
      }
    }
    if (scrapes.isEmpty() && !questions.isEmpty()) {
      throw new AdapterException.Transient("no metrics: " + String.join("; ", problems));
    }
    return reading(traffic.add(scrapes, questions.keySet()), questions.isEmpty(), urls.isEmpty());
  }

  /** A site without any instance serves nothing; that is known, not unknown. */
  private static Reading reading(Traffic.Sums sums, boolean nobodyThere, boolean perInstance) {
    sums.anyRate |= nobodyThere;
    sums.anyQueue |= nobodyThere;
    return new Reading(
        Map.of(),
        Map.of(),
        sums.rate(sums.served + sums.rejected + sums.growth),
        sums.rate(sums.served),
        sums.rate(sums.rejected),
        sums.anyQueue ? Double.valueOf(sums.queued) : null,
        Traffic.percentileMillis(sums.buckets).orElse(null),
        perInstance ? sums.demandOf : Map.of());
  }

  private Scrape scrape(Instance instance) throws IOException {
    InetSocketAddress at =
        new InetSocketAddress(instance.endpoint().host(), port.orElse(instance.endpoint().port()));
    long asked = ticker.now().nanos();
    return scrape(instanceFetch.get(at, path), path, asked);
  }

  private Scrape scrape(URI url) throws IOException {
    boolean secure = url.getScheme().equals("https");
    int urlPort = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String urlPath = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    try {
      Fetch fetch = new Fetch(url.getHost(), Trust.of(context, url.getScheme()), timeout);
      InetSocketAddress at = new InetSocketAddress(url.getHost(), urlPort);
      long asked = ticker.now().nanos();
      return scrape(fetch.get(at, urlPath + query), url.toString(), asked);
    } catch (AdapterException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Scrape scrape(Fetch.Answer answer, String place, long asked) throws IOException {
    if (!answer.good()) {
      throw new IOException(place + " answered " + answer.status());
    }
    try {
      long now = ticker.now().nanos();
      return Scrape.of(PrometheusText.parse(answer.body()), wanted, now, now - asked);
    } catch (PrometheusText.Malformed | IllegalArgumentException e) {
      throw new IOException(place + ", " + e.getMessage(), e);
    }
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public void close() {
    rounds.close();
  }
}
