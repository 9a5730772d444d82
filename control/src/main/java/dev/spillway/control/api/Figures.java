package dev.spillway.control.api;

import dev.spillway.core.Sample;
import dev.spillway.core.Sample.Family;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Figures of other parts of the program as families of Prometheus. Safe for any thread. */
final class Figures implements MultiCollector {
  static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final Supplier<List<Sample>> samples;

  Figures(Supplier<List<Sample>> samples) {
    this.samples = samples;
  }

  @Override
  public MetricSnapshots collect() {
    Map<Family, List<Sample>> families =
        samples.get().stream()
            .collect(
                Collectors.groupingBy(Sample::family, LinkedHashMap::new, Collectors.toList()));
    return new MetricSnapshots(
        families.entrySet().stream().map(f -> snapshot(f.getKey(), f.getValue())).toList());
  }

  private static MetricSnapshot snapshot(Family family, List<Sample> samples) {
    switch (family.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder counter =
            CounterSnapshot.builder()
                .name(family.name().replaceFirst("_total$", ""))
                .help(family.help());
        samples.forEach(s ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels(s)).value(s.value()).build()));
        return counter.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder gauge =
            GaugeSnapshot.builder().name(family.name()).help(family.help());
        samples.forEach(s ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels(s)).value(s.value()).build()));
        return gauge.build();
      }
    }
    throw new IllegalStateException("a kind of figure without a form: " + family.kind());
  }

  private static Labels labels(Sample sample) {
    Labels.Builder labels = Labels.builder();
    sample.labels().forEach(labels::label);
    return labels.build();
  }

  /** All that is registered, as Prometheus reads it. */
  static byte[] text(PrometheusRegistry registry) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
      return out.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("memory takes all bytes", e);
    }
  }
}
