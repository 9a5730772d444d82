package dev.spillway.demo.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The process of the clients. It writes a line of JSON when it begins, one for each second, a few
 * seconds later when all its requests have ended, and a last line with the totals. It ends with the
 * load, or soon after its standard input is closed.
 */
public final class Main {
  /** How long after a second all its requests are surely over. */
  private static final int SETTLED_SECONDS = 3;

  private static final int WARM_UP_REQUESTS = 60;

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    ClientsOptions options;
    Trace load;
    try {
      options = ClientsOptions.parse(args);
      load = Trace.read(options.load());
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("clients: " + e.getMessage());
      System.exit(2);
      return;
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread.ofVirtual().start(() -> awaitEndOfInput(stop));
    run(options, load, stop);
  }

  /** Lets this process load and compile its own code, with requests that are not counted. */
  private static void warmUp(ClientsOptions options, DnsQuestion udp) throws IOException {
    Resolvers few = new Resolvers(8, 8, options.sources(), 0, 1, udp, System::nanoTime);
    try (Crowd crowd = new Crowd(options, few, new Tally());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < WARM_UP_REQUESTS; i++) {
        Crowd.Request request = crowd.next().by(i % 8);
        threads.execute(() -> crowd.send(request, 0, System.nanoTime()));
      }
    }
  }

  private static void run(ClientsOptions options, Trace load, AtomicBoolean stop)
      throws IOException, InterruptedException {
    Tally tally = new Tally();
    UdpQuestion udp =
        new UdpQuestion(
            new InetSocketAddress(options.dns().host(), options.dns().port()), options.host());
    warmUp(options, udp);
    long start = System.nanoTime();
    System.out.println("{\"kind\":\"begin\"}");
    DnsQuestion counted =
        source -> {
          DnsAnswer answer = udp.ask(source);
          if (!answer.addresses().isEmpty()) {
            String site = options.siteOf(answer.addresses().getFirst());
            tally.answered((System.nanoTime() - start) / 1e9, site);
          }
          return answer;
        };
    Resolvers resolvers =
        new Resolvers(
            options.resolvers(),
            options.clients(),
            options.sources(),
            options.stale(),
            options.seed() + 2,
            counted,
            System::nanoTime);
    AtomicInteger printed = new AtomicInteger();
    double sentUntil;
    try (Crowd crowd = new Crowd(options, resolvers, tally);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Thread lines = Thread.ofPlatform().daemon().start(() -> lines(tally, load, start, printed));
      sentUntil = send(options, load, stop, crowd, threads, start);
      threads.shutdown();
      threads.awaitTermination(SETTLED_SECONDS, TimeUnit.SECONDS);
      lines.interrupt();
      lines.join();
    }
    for (int t = printed.get(); t < sentUntil; t++) {
      System.out.println(tally.line(t, load.at(t + 0.5)));
    }
    System.out.println(tally.totals(sentUntil));
  }

  private static double send(
      ClientsOptions options,
      Trace load,
      AtomicBoolean stop,
      Crowd crowd,
      ExecutorService threads,
      long start)
      throws InterruptedException {
    Arrivals arrivals = new Arrivals(load, options.seed());
    double at = arrivals.next();
    while (at < load.seconds() && !stop.get()) {
      long intended = start + (long) (at * 1e9);
      long wait = intended - System.nanoTime();
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      Crowd.Request request = crowd.next();
      double sentAt = at;
      threads.execute(() -> crowd.send(request, sentAt, intended));
      at = arrivals.next();
    }
    return at;
  }

  private static void lines(Tally tally, Trace load, long start, AtomicInteger printed) {
    try {
      for (int t = 0; ; t = printed.incrementAndGet()) {
        long due = start + (t + 1 + SETTLED_SECONDS) * 1_000_000_000L;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        System.out.println(tally.line(t, load.at(t + 0.5)));
      }
    } catch (InterruptedException e) {
      // The load is over: the caller prints the seconds that are left.
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEndOfInput(AtomicBoolean stop) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
      stop.set(true);
    } catch (IOException e) {
      stop.set(true);
    }
  }
}
