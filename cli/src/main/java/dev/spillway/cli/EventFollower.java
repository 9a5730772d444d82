package dev.spillway.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Hands on each new event of an app once, in order: it joins the stream first, then asks for what
 * happened since the last one it knows. A stream that ends is joined again.
 */
final class EventFollower {
  /** So many failures in a row, and nobody is expected to answer any more. */
  static final int TRIES = 30;

  private static final int PAGE = 500;

  private final Api api;
  private final String app;
  private final Duration pause;
  private final Consumer<JsonNode> each;
  private long last;
  private int failures;

  /**
   * @param last the number of the last event that was shown
   * @param pause between a stream's end and the next try
   */
  EventFollower(Api api, String app, long last, Duration pause, Consumer<JsonNode> each) {
    this.api = api;
    this.app = app;
    this.last = last;
    this.pause = pause;
    this.each = each;
  }

  /**
   * Follows without an end.
   *
   * @throws Failure when the controller turns it away, or could not be reached for {@value #TRIES}
   *     tries in a row
   */
  void run() {
    while (true) {
      try {
        api.stream("/api/v1/stream", this::joined, this::streamed);
        throw Failure.work("the controller ended the stream of events");
      } catch (Failure e) {
        failures++;
        if (e.exitCode() == 2 || failures >= TRIES) {
          throw e;
        }
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void joined() {
    int size = PAGE;
    while (size == PAGE) {
      JsonNode page =
          api.get("/api/v1/apps/" + app + "/events?after=" + last + "&limit=" + PAGE)
              .path("events");
      page.forEach(this::show);
      size = page.size();
    }
    failures = 0;
  }

  private boolean streamed(String name, JsonNode data) {
    if (name.equals("event") && app.equals(data.path("app").asString())) {
      show(data);
    }
    return true;
  }

  private void show(JsonNode event) {
    long seq = event.path("seq").asLong();
    if (seq > last) {
      last = seq;
      each.accept(event);
    }
  }
}
