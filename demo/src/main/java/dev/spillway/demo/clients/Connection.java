package dev.spillway.demo.clients;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection, used by one request at a time (RFC 9112). Only what the storefront sends
 * is understood: answers with Content-Length.
 */
final class Connection implements AutoCloseable {
  private static final int MAX_LINES = 100;

  private final Socket socket;
  private final InputStream in;
  private boolean keep = true;
  private boolean answered;
  long idleSince;

  private Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 4096);
  }

  static Connection open(InetSocketAddress to, long deadline) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(to, millisLeft(deadline));
      return new Connection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends one request and reads its whole answer.
   *
   * @param deadline monotonic nanoseconds
   * @return the status
   */
  int exchange(byte[] request, long deadline) throws IOException {
    answered = false;
    socket.setSoTimeout(millisLeft(deadline));
    socket.getOutputStream().write(request);
    String status = line();
    answered = true;
    long length = -1;
    for (int i = 0; i < MAX_LINES; i++) {
      String header = line();
      if (header.isEmpty()) {
        break;
      }
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("connection:") && lower.contains("close")) {
        keep = false;
      }
    }
    if (length < 0) {
      throw new IOException("an answer without Content-Length");
    }
    socket.setSoTimeout(millisLeft(deadline));
    in.skipNBytes(length);
    return Integer.parseInt(status.split(" ", 3)[1]);
  }

  /** True when the last exchange got at least a status line. */
  boolean answered() {
    return answered;
  }

  boolean reusable() {
    return keep;
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended");
      }
      if (c != '\r') {
        text.append((char) c);
      }
      if (text.length() > 8192) {
        throw new IOException("a line of more than 8192 letters");
      }
    }
    return text.toString();
  }

  static byte[] get(String host, String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] post(String host, String path, String form) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static int millisLeft(long deadline) throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    return (int) left;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
