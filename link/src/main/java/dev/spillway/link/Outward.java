package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The way out to a gateway: through a proxy, through a web front end, both or neither.
 *
 * @param proxy null for none
 * @param webTrust null only when no address is one of a web front end
 */
record Outward(
    Identity identity,
    LinkTimings timings,
    @Nullable HttpProxy proxy,
    @Nullable WebTrust webTrust) {

  /**
   * Connects and waits until both ends have shown who they are.
   *
   * @param channel fresh; the caller closes it
   */
  TlsChannel dial(SocketChannel channel, GatewayAddress to) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Endpoint first = proxy == null ? to.at() : proxy.at();
    InetSocketAddress address = new InetSocketAddress(first.host(), first.port());
    channel.socket().connect(address, Math.toIntExact(timings.connect().toMillis()));
    try (TimeLimit limit = new TimeLimit(channel, timings.handshake())) {
      if (proxy != null) {
        proxy.connect(channel.socket(), to.at());
      }
      TlsChannel tls = new TlsChannel(carrier(channel, to.web()), identity.engine());
      tls.handshake();
      return tls;
    }
  }

  /** What the link's own TLS travels on. */
  private Carrier carrier(SocketChannel channel, @Nullable WebAddress web) throws IOException {
    Carrier plain = new PlainCarrier(channel);
    if (web == null) {
      return plain;
    }
    if (!web.secure() || webTrust == null) {
      return WebSocketUpgrade.ask(plain, web);
    }
    TlsChannel front = new TlsChannel(plain, webTrust.engine(web));
    try {
      front.handshake();
    } catch (SSLException e) {
      throw new IOException("the web front end at " + web + ": " + e.getMessage(), e);
    }
    return WebSocketUpgrade.ask(new TlsCarrier(front), web);
  }

  /** Why that failed, for people. */
  String why(Throwable failure) {
    if (failure instanceof java.nio.channels.ClosedChannelException) {
      return "no handshake within " + timings.handshake().toMillis() + " ms";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
