package dev.spillway.dns.engine;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Chooses the engine that this system can run. */
public final class Engines {
  /** How packets are carried. */
  public enum Kind {
    /** The fastest that the system has. */
    BEST,
    /** The JDK's own channels, which every system has. */
    CHANNEL
  }

  private Engines() {}

  /**
   * Binds and starts to answer over UDP.
   *
   * @param address with a port above 0
   */
  public static UdpEngine udp(
      Kind kind, InetSocketAddress address, int workers, Responder responder) throws IOException {
    return kind == Kind.BEST && Mmsg.possible()
        ? MmsgEngine.start(address, workers, responder)
        : ChannelEngine.start(address, workers, responder);
  }

  /** What {@link Kind#BEST} is here, for people. */
  public static String best() {
    return Mmsg.possible() ? "recvmmsg" : "channels";
  }
}
