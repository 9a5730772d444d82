package dev.spillway.dns;

/** Carries datagrams between a socket and the answer function until it is closed. */
interface UdpEngine extends AutoCloseable {
  /** Ends its threads and frees the port. */
  @Override
  void close();
}
