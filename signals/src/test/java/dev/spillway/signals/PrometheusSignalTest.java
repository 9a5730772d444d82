package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Reading;
import dev.spillway.core.Ticker;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusSignalTest {
  @TempDir Path folder;
  private volatile String metrics = "";
  private Duration passed = Duration.ZERO;
  private final Ticker ticker = () -> new Now(passed.toNanos(), Instant.EPOCH);
  private HttpServer server;
  private Instance one;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.3.7", 0), 10);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = metrics.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, 0); // of unknown length, so it comes in chunks
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    one = Fixtures.instance("a", "127.0.3.7", server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private PrometheusSignal signal(Map<String, Object> settings) throws Exception {
    return new PrometheusSignal(
        new AdapterSpec("prometheus-text", settings), Fixtures.http(1, 1, folder), ticker);
  }

  @Test
  void countersBecomeRatesWithTheDefaultNames() throws Exception {
    try (PrometheusSignal signal = signal(Map.of())) {
      metrics = "http_requests_total{code=\"200\"} 100\nhttp_requests_queued 1\n";
      Reading first = signal.read(List.of(one));
      assertThat(first.demand()).isNull();
      assertThat(first.queued()).isEqualTo(1);
      passed = passed.plusSeconds(2);
      metrics =
          "http_requests_total{code=\"200\"} 300\nhttp_requests_total{code=\"503\"} 20\n"
              + "http_requests_queued 5\n";
      Reading second = signal.read(List.of(one));
      assertThat(second.served()).isEqualTo(100);
      assertThat(second.rejected()).isEqualTo(10);
      assertThat(second.demand()).isEqualTo(112);
      assertThat(second.health()).isEmpty();
    }
  }

  @Test
  void aFixedUrlSpeaksForTheSite() throws Exception {
    String url = "http://" + one.endpoint() + "/metrics";
    try (PrometheusSignal signal = signal(Map.of("url", url, "served", "hits"))) {
      metrics = "hits 10";
      signal.read(List.of());
      passed = passed.plusSeconds(1);
      metrics = "hits 15";
      assertThat(signal.read(List.of()).served()).isEqualTo(5);
    }
  }

  @Test
  void oneDeadInstanceDoesNotHideTheOthersAndAllDeadIsAFailure() throws Exception {
    Instance dead = Fixtures.instance("dead", "127.0.3.8", one.endpoint().port());
    try (PrometheusSignal signal = signal(Map.of("served", "hits"))) {
      metrics = "hits 10";
      assertThat(signal.read(List.of(one, dead)).demand()).isNull();
      passed = passed.plusSeconds(1);
      assertThat(signal.read(List.of(one, dead)).demand()).isZero();
      assertThatThrownBy(() -> signal.read(List.of(dead)))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessage("no metrics: dead: cannot connect: Connection refused");
      assertThat(signal.read(List.of()).demand()).isZero();
    }
  }

  @Test
  void garbageIsRefusedWithItsPlace() throws Exception {
    try (PrometheusSignal signal = signal(Map.of("served", "hits"))) {
      metrics = "# fine\n<html>";
      assertThatThrownBy(() -> signal.read(List.of(one)))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessage("no metrics: a: /metrics, line 2, column 1: expected a metric name");
      metrics = "hits NaN";
      assertThatThrownBy(() -> signal.read(List.of(one)))
          .hasMessageEndingWith("line 1: hits is NaN, not a finite number from 0 up");
    }
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> signal(Map.of("served", "a{b=~\"c\"}")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageStartingWith("prometheus-text: 'a{b=~\"c\"}' is not a selector");
    assertThatThrownBy(() -> signal(Map.of("url", "ftp://x/")))
        .hasMessage("prometheus-text: url: 'ftp://x/' is not http://host:port/path");
  }
}
