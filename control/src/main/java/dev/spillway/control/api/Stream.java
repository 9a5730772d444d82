package dev.spillway.control.api;

import dev.spillway.control.loop.Meters;
import io.helidon.http.HeaderNames;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells every listening client what happens, as server-sent events. Each has a bounded queue; one
 * that reads too slowly is dropped, so nobody else waits for it. Safe for any thread.
 */
final class Stream implements AutoCloseable {
  private static final int QUEUE = 256;

  /** Statuses of each app that a client may be behind with. */
  private static final int BEHIND = 4;

  private static final int MOST_CLIENTS = 500;
  private static final int SILENCE_SECONDS = 15;

  private record Message(String name, String json) {}

  private static final class Client {
    final BlockingQueue<Message> queue;
    final Thread thread = Thread.currentThread();
    volatile boolean open = true;

    Client(int most) {
      this.queue = new LinkedBlockingQueue<>(most);
    }
  }

  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final Meters meters;
  private final int queued;
  private volatile boolean closed;

  /**
   * @param apps how many tell their status at each tick
   */
  Stream(Meters meters, int apps) {
    this.meters = meters;
    this.queued = QUEUE + BEHIND * apps;
  }

  boolean hasClients() {
    return !clients.isEmpty();
  }

  /** Sends to all; the text is made only when somebody listens. */
  void send(String name, Supplier<String> json) {
    if (clients.isEmpty()) {
      return;
    }
    Message message = new Message(name, json.get());
    for (Client client : clients) {
      if (!client.queue.offer(message)) {
        meters.streamClientDropped();
        drop(client);
      }
    }
  }

  private void drop(Client client) {
    client.open = false;
    clients.remove(client);
    client.thread.interrupt();
  }

  /** Serves one client until it leaves, is dropped or all is closed. */
  void serve(ServerRequest request, ServerResponse response, Runnable joined) throws ApiException {
    if (!request.headers().contains(HeaderNames.ACCEPT)
        || !request.headers().get(HeaderNames.ACCEPT).get().contains("text/event-stream")) {
      throw new ApiException(406, "this is an event stream", "send `Accept: text/event-stream`");
    }
    if (clients.size() >= MOST_CLIENTS || closed) {
      throw new ApiException(503, "too many clients listen", "close some, or try again later");
    }
    Client client = new Client(queued);
    try (SseSink sink = response.sink(SseSink.TYPE)) {
      // Joined before it is told so: from the first line on nothing is missed.
      clients.add(client);
      sink.emit(SseEvent.builder().comment("welcome").data(SseEvent.NO_DATA).build());
      joined.run();
      while (client.open && !closed) {
        @Nullable Message next = client.queue.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
        sink.emit(next == null ? silence() : event(next));
      }
    } catch (InterruptedException | UncheckedIOException e) {
      // The client left or was dropped; there is nobody to tell.
      client.open = false;
    } finally {
      clients.remove(client);
    }
  }

  private static SseEvent event(Message message) {
    return SseEvent.builder().name(message.name()).data(message.json()).build();
  }

  private static SseEvent silence() {
    return SseEvent.builder().comment("still here").data(SseEvent.NO_DATA).build();
  }

  @Override
  public void close() {
    closed = true;
    clients.forEach(this::drop);
  }
}
