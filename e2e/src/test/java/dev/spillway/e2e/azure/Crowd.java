package dev.spillway.e2e.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Clients that come at a rate, whether those before them were answered or not. Each asks for the
 * name anew, without a cache, asks the address that it was told for the shop's catalogue, and
 * expects the products that are in the database.
 */
final class Crowd implements AutoCloseable {
  private static final int SLICES_PER_SECOND = 10;
  private static final int PATIENCE_MILLIS = 10_000;

  /** The last of the products that were put into the database. */
  private static final String LAST_ROW = "<a href=\"/products/12\">";

  private final Names names;
  private final int port;
  private final String host;
  private final ToLongFunction<String> able;
  private final Map<String, AtomicLong> sent = new ConcurrentHashMap<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile double rate;
  private double due;

  /**
   * @param able how many workers behind an address run the release, to be told before a request is
   *     sent there
   */
  Crowd(Names names, int port, String host, ToLongFunction<String> able) {
    this.names = names;
    this.port = port;
    this.host = host;
    this.able = able;
    long period = 1_000_000 / SLICES_PER_SECOND;
    clock.scheduleAtFixedRate(this::slice, period, period, TimeUnit.MICROSECONDS);
  }

  void rate(double perSecond) {
    rate = perSecond;
  }

  /** Requests that were sent to other addresses than this one so far. */
  long sentToOthersThan(String address) {
    return sent.entrySet().stream()
        .filter(e -> !e.getKey().equals(address))
        .mapToLong(e -> e.getValue().get())
        .sum();
  }

  long sentTo(String address) {
    AtomicLong count = sent.get(address);
    return count == null ? 0 : count.get();
  }

  /** All that came have been answered. */
  boolean quiet() {
    return underWay.get() == 0;
  }

  /** What did not go as it should, one line for each of the first requests of which that holds. */
  List<String> wrong() {
    return wrong.stream().limit(20).toList();
  }

  private void slice() {
    due += rate / SLICES_PER_SECOND;
    for (; due >= 1; due--) {
      underWay.incrementAndGet();
      clients.execute(this::visit);
    }
  }

  private void visit() {
    String address = "nowhere";
    try {
      address = names.pick();
      if (able.applyAsLong(address) == 0) {
        wrong.add(address + " was told, but no worker there runs the release");
      }
      sent.computeIfAbsent(address, a -> new AtomicLong()).incrementAndGet();
      String answer = get(address);
      if (!answer.startsWith("HTTP/1.1 200") || !answer.contains(LAST_ROW)) {
        wrong.add(address + " answered " + answer.lines().findFirst().orElse("nothing"));
      }
    } catch (IOException e) {
      wrong.add(address + ": " + e);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private String get(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() {
    clock.close();
    clients.close();
  }
}
