package dev.spillway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The controller's event stream ends and begins again; each event is shown once. */
class EventFollowerTest {
  private final List<Long> shown = new ArrayList<>();
  private int streams;

  @Test
  void nothingIsLostBesideTheStreamAndAClosedOneIsJoinedAgain() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/api/v1/apps/shop/events", this::page);
    server.createContext("/api/v1/stream", this::stream);
    server.start();
    try {
      Api api = new Api(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "abc");
      EventFollower follower =
          new EventFollower(
              api, "shop", 1, Duration.ZERO, event -> shown.add(event.path("seq").asLong()));
      assertThatThrownBy(follower::run)
          .isInstanceOf(Failure.class)
          .hasMessageContaining("503")
          .extracting(e -> ((Failure) e).exitCode())
          .isEqualTo(1);
      assertThat(shown).containsExactly(2L, 3L, 4L);
      assertThat(streams).isEqualTo(1 + EventFollower.TRIES);
    } finally {
      server.stop(0);
    }
  }

  /** Event 2 happens before the first stream is joined, 4 between the two streams. */
  private void page(HttpExchange exchange) throws IOException {
    long after =
        Long.parseLong(exchange.getRequestURI().getQuery().replaceAll("\\D*(\\d+).*", "$1"));
    long newest = streams == 1 ? 2 : 4;
    String events =
        LongStream.rangeClosed(after + 1, newest)
            .mapToObj(EventFollowerTest::event)
            .collect(Collectors.joining(","));
    answer(exchange, 200, "{\"events\":[" + events + "]}");
  }

  private void stream(HttpExchange exchange) throws IOException {
    streams++;
    if (streams > 2) {
      answer(exchange, 503, "");
      return;
    }
    List<Long> told = streams == 1 ? List.of(2L, 3L) : List.of(4L);
    StringBuilder text = new StringBuilder(":welcome\n\n");
    told.forEach(seq -> text.append("event:event\ndata:").append(event(seq)).append("\n\n"));
    answer(exchange, 200, text.toString());
  }

  private static String event(long seq) {
    return "{\"seq\":" + seq + ",\"app\":\"shop\"}";
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
