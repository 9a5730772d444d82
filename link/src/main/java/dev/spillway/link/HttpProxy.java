package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A way out through an HTTP proxy by CONNECT (RFC 9110 section 9.3.6), with Basic authentication
 * (RFC 7617) where the proxy wants it. What passes through stays end to end: the proxy sees TLS.
 *
 * @param login {@code user:password}; empty for none
 */
public record HttpProxy(Endpoint at, String login) {
  private static final int MOST_ANSWER = 16 * 1024;

  /** Never with the login. */
  @Override
  public String toString() {
    return "HTTP proxy " + at;
  }

  /**
   * Asks for a connection to {@code to} over a socket that is connected to the proxy and blocks.
   *
   * @throws IOException says what the proxy answered
   */
  void connect(Socket socket, Endpoint to) throws IOException {
    String ask = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n";
    if (!login.isEmpty()) {
      byte[] bytes = login.getBytes(StandardCharsets.UTF_8);
      ask += "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
    }
    socket.getOutputStream().write((ask + "\r\n").getBytes(StandardCharsets.US_ASCII));
    String answer = answer(socket.getInputStream());
    String status = answer.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
    if (status.matches("HTTP/1\\.[01] 2\\d\\d( .*)?")) {
      return;
    }
    if (status.matches("HTTP/1\\.[01] 407( .*)?")) {
      String fix =
          login.isEmpty()
              ? "set link.proxy.user and password"
              : "correct link.proxy.user and password";
      throw new IOException("the " + this + " wants a login: " + fix);
    }
    throw new IOException("the " + this + " did not connect to " + to + ": '" + status + "'");
  }

  /** Not a byte more than the head: what follows belongs to TLS. */
  private String answer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int each = in.read();
      if (each < 0 || head.length() >= MOST_ANSWER) {
        throw new IOException(
            "the " + this + " ended its answer early: '" + head.toString().strip() + "'");
      }
      head.append((char) each);
    }
    return head.toString();
  }
}
