package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a gateway is reached by WebSocket.
 *
 * @param secure TLS to a web front end, whose certificate is checked as browsers do; what the link
 *     says inside has its own TLS in any case
 * @param at where to connect
 * @param path with its query; begins with a slash
 */
public record WebAddress(boolean secure, Endpoint at, String path) {

  /**
   * Reads {@code wss://host[:port][/path]} or {@code ws://…}.
   *
   * @throws IllegalArgumentException says what is wrong
   */
  public static WebAddress parse(String text) {
    URI uri;
    try {
      uri = URI.create(new URI(text).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong(text, "it is no URL"), e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    boolean secure = scheme.equals("wss");
    if (!secure && !scheme.equals("ws")) {
      throw new IllegalArgumentException(wrong(text, "it begins with '" + scheme + "'"));
    }
    String host = uri.getHost();
    if (host == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(wrong(text, "it is more or less than host and path"));
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    boolean bracketed = host.startsWith("[");
    String plain = bracketed ? host.substring(1, host.length() - 1) : host;
    return new WebAddress(secure, new Endpoint(plain, port), path + query);
  }

  private static String wrong(String text, String why) {
    return "the address of a WebSocket is wss://host[:port][/path] or ws://…, not '"
        + text
        + "': "
        + why;
  }

  /** As in the field Host: without the port that goes without saying. */
  String host() {
    String all = at.toString();
    boolean usual = at.port() == (secure ? 443 : 80);
    return usual ? all.substring(0, all.lastIndexOf(':')) : all;
  }

  /** Without the query, where people put secrets. */
  @Override
  public String toString() {
    String plain = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    return (secure ? "wss://" : "ws://") + host() + plain;
  }
}
