package dev.spillway.link;

import dev.spillway.core.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway is dialled.
 *
 * @param at where to connect to, unless a proxy is asked to
 * @param web the WebSocket there; null for a plain connection
 */
public record GatewayAddress(Endpoint at, @Nullable WebAddress web) {

  /**
   * Reads {@code host:port}, {@code wss://host[:port][/path]} or {@code ws://…}.
   *
   * @throws IllegalArgumentException says what is wrong
   */
  public static GatewayAddress parse(String text) {
    if (text.contains("//")) {
      WebAddress web = WebAddress.parse(text);
      return new GatewayAddress(web.at(), web);
    }
    return new GatewayAddress(Endpoint.parse(text), null);
  }

  @Override
  public String toString() {
    return web == null ? at.toString() : web.toString();
  }
}
