package dev.spillway.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsSignalTest {
  @TempDir Path folder;
  private volatile String metrics = "";
  private volatile int status = 200;
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.3.9", 0), 10);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = metrics.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private LimitsSignal signal(Map<String, Object> limits) throws Exception {
    String url = "http://127.0.3.9:" + server.getAddress().getPort() + "/metrics";
    return new LimitsSignal(
        new AdapterSpec("prometheus-limits", Map.of("url", url, "limits", limits)),
        Fixtures.http(1, 1, folder));
  }

  @Test
  void sessionsAreAddedUpAndDividedByTheirLimit() throws Exception {
    try (LimitsSignal signal =
        signal(Map.of("database sessions", Map.of("of", "pg_sessions", "at-most", 80)))) {
      metrics = "pg_sessions{state=\"active\"} 12\npg_sessions{state=\"idle\"} 48\nother 1\n";
      assertThat(signal.read(List.of()).used()).isEqualTo(Map.of("database sessions", 0.75));
      assertThat(signal.read(List.of()).demand()).isNull();
    }
  }

  @Test
  void aLatencyIsThatOfTheTimeSinceTheLastReading() throws Exception {
    try (LimitsSignal signal =
        signal(Map.of("database latency", Map.of("p99-of", "query_seconds", "at-most", "50ms")))) {
      metrics = histogram(100, 100);
      assertThat(signal.read(List.of()).used()).isEmpty();
      metrics = histogram(100, 300);
      // All 200 since then took 10 to 100 ms, the 99th percentile is at 99.1 ms.
      assertThat(signal.read(List.of()).used().get("database latency"))
          .isCloseTo(99.1 / 50, within(0.02));
    }
  }

  private static String histogram(int fast, int all) {
    return "query_seconds_bucket{le=\"0.01\"} "
        + fast
        + "\nquery_seconds_bucket{le=\"0.1\"} "
        + all
        + "\nquery_seconds_bucket{le=\"+Inf\"} "
        + all
        + "\n";
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    try (LimitsSignal signal =
        signal(Map.of("database sessions", Map.of("of", "pg_sessions", "at-most", 80)))) {
      metrics = "other 1\n";
      assertThatThrownBy(() -> signal.read(List.of()))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessageContaining("there is no metric pg_sessions");
      metrics = "pg_sessions NaN\n";
      assertThatThrownBy(() -> signal.read(List.of()))
          .isInstanceOf(AdapterException.Transient.class)
          .hasMessageContaining("pg_sessions is NaN");
      status = 500;
      assertThatThrownBy(() -> signal.read(List.of())).hasMessageContaining("it answered 500");
    }
  }

  @Test
  void aLimitThatCannotBeIsRefusedAtTheStart() {
    refused(Map.of("of", "x", "p99-of", "y", "at-most", 1), "either of or p99-of");
    refused(Map.of("of", "x", "at-most", 0), "a number above 0");
    refused(Map.of("of", "x", "at-most", "many"), "a number above 0");
    refused(Map.of("p99-of", "x", "at-most", "0s"), "a time above 0");
    refused(Map.of("p99-of", "x", "at-most", 50), "");
    refused(Map.of("of", "x{", "at-most", 1), "selector");
  }

  private void refused(Map<String, Object> limit, String words) {
    assertThatThrownBy(() -> signal(Map.of("database sessions", limit)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining(words);
  }
}
