package dev.spillway.demo.clients;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One caching resolver: it asks with its own source address and keeps an answer for its TTL. A
 * stale one keeps it far longer, as some resolvers and programs in the world do. When the name
 * server does not answer, the old answer is used on (RFC 8767). Safe for any thread.
 */
final class Resolver {
  private final String source;
  private final DnsQuestion question;
  private final LongSupplier nanos;
  private final double keepFactor;
  private @Nullable DnsAnswer kept;
  private long until;
  final LongAdder failures = new LongAdder();

  /**
   * @param nanos the monotonic clock
   * @param keepFactor an answer is kept for its TTL times this; 1 for an honest resolver
   */
  Resolver(String source, DnsQuestion question, LongSupplier nanos, double keepFactor) {
    this.source = source;
    this.question = question;
    this.nanos = nanos;
    this.keepFactor = keepFactor;
  }

  /**
   * @throws IOException when nothing is known and the name server does not answer
   */
  synchronized DnsAnswer resolve() throws IOException {
    long now = nanos.getAsLong();
    DnsAnswer old = kept;
    if (old != null && now - until < 0) {
      return old;
    }
    try {
      DnsAnswer fresh = question.ask(source);
      kept = fresh;
      until = now + (long) (fresh.ttlSeconds() * keepFactor * 1e9);
      return fresh;
    } catch (IOException e) {
      failures.increment();
      if (old == null) {
        throw e;
      }
      return old;
    }
  }
}
