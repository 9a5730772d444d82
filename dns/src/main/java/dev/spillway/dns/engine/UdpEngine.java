package dev.spillway.dns.engine;

/** Carries datagrams between a socket and the answer function until it is closed. */
public interface UdpEngine extends AutoCloseable {
  /** Ends its threads and frees the port. */
  @Override
  void close();
}
