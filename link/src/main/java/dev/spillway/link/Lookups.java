package dev.spillway.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks names up at home. That may take as long as the resolver likes and cannot be broken off, so
 * it has threads of its own, and only so many: what is asked meanwhile waits. Safe for any thread.
 */
final class Lookups {
  /** Asks the machine's resolver. */
  interface Resolver {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  static final int MOST = 32;

  /** More addresses of one name are not tried. */
  private static final int MOST_ADDRESSES = 8;

  /** The resolver is the machine's, and so is the bound. */
  static final Lookups OF_THE_MACHINE = new Lookups(InetAddress::getAllByName);

  private final Resolver resolver;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST,
          MOST,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("names-", 0).factory());

  Lookups(Resolver resolver) {
    this.resolver = resolver;
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * @param pointless when nobody waits for it any more
   * @param told the addresses, none when the name is not known; by a thread of its own
   */
  void start(String host, BooleanSupplier pointless, Consumer<List<InetAddress>> told) {
    threads.execute(() -> {
      if (!pointless.getAsBoolean()) {
        told.accept(addresses(host));
      }
    });
  }

  private List<InetAddress> addresses(String host) {
    try {
      List<InetAddress> all = List.of(resolver.all(host));
      return all.subList(0, Math.min(all.size(), MOST_ADDRESSES));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
