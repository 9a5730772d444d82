package dev.spillway.azure.appservice;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.core.Endpoint;
import dev.spillway.platforms.Await;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A client that asks the site one thing after another, and counts what it did not get. */
final class Visitor implements AutoCloseable {
  private final Endpoint at;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicReference<String> first = new AtomicReference<>("");
  private final Thread thread;
  private volatile boolean over;

  /** Comes when the site answers. */
  Visitor(Endpoint at) throws Exception {
    this.at = at;
    Await.until("answers", () -> get(at), a -> a.startsWith("HTTP/1.1 200"));
    this.thread = Thread.ofVirtual().start(this::visit);
  }

  private void visit() {
    while (!over) {
      try {
        String answer = get(at);
        if (answer.startsWith("HTTP/1.1 200")) {
          answered.incrementAndGet();
        } else {
          lost(answer);
        }
      } catch (IOException e) {
        lost(e.toString());
      }
    }
  }

  private void lost(String why) {
    lost.incrementAndGet();
    first.compareAndSet("", why);
  }

  /** What the site answers to one request. */
  static String get(Endpoint at) throws IOException {
    try (Socket socket = new Socket(at.host(), at.port())) {
      String ask =
          "GET / HTTP/1.1\r\nHost: " + AppServiceWorld.HOST + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(ask.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  int answered() {
    return answered.get();
  }

  int lost() {
    return lost.get();
  }

  /** Why the first one was; empty when none was. */
  String why() {
    return first.get();
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    thread.join();
  }
}
