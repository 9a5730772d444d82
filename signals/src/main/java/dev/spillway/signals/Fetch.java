package dev.spillway.signals;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET over HTTP/1.1 (RFC 9112) to an address, in the name of a host: the connection goes to the
 * address, while the Host field, the TLS server name and the certificate's name are the host's. The
 * JDK's client cannot part the two. One connection for each request, no redirects followed.
 *
 * @param host the name the server is asked by
 * @param tls empty list for plain text, else the factory to make TLS with
 */
record Fetch(String host, List<SSLSocketFactory> tls, Duration timeout) {
  private static final int LARGEST_HEAD = 32 * 1024;
  private static final int LARGEST_BODY = 16 * 1024 * 1024;

  /**
   * @param status as sent
   * @param body at most 16 MB
   */
  record Answer(int status, String body) {
    boolean good() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Asks on the calling thread; an interrupt of a virtual thread ends it.
   *
   * @throws IOException with a text for people
   */
  Answer get(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = connect(address, timeout)) {
      socket.setSoTimeout(Math.toIntExact(Math.max(1, timeout.toMillis())));
      if (tls.isEmpty()) {
        return exchange(socket, path);
      }
      try (SSLSocket secure = secure(socket, address.getPort())) {
        return exchange(secure, path);
      }
    }
  }

  /** Opens a connection; the caller closes it. */
  static Socket connect(InetSocketAddress address, Duration timeout) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("the name " + address.getHostString() + " has no address");
    }
    Socket socket = new Socket();
    try {
      socket.connect(address, Math.toIntExact(Math.max(1, timeout.toMillis())));
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot connect: " + e.getMessage(), e);
    }
  }

  private SSLSocket secure(Socket plain, int port) throws IOException {
    SSLSocket secure = (SSLSocket) tls.getFirst().createSocket(plain, host, port, true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(List.of(new SNIHostName(host)));
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      secure.close();
      throw new IOException("TLS as " + host + " failed: " + e.getMessage(), e);
    }
  }

  private Answer exchange(Socket socket, String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: spillway\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status = status(line(in));
    long length = -1;
    boolean chunked = false;
    int head = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      head += field.length();
      if (head > LARGEST_HEAD) {
        throw new IOException("the head of the answer is larger than 32 KB");
      }
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = number(field.substring(15), 10);
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    byte[] body = chunked ? chunks(in) : plain(in, length);
    return new Answer(status, new String(body, StandardCharsets.UTF_8));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new IOException(
          "no HTTP answer: '" + line.substring(0, Math.min(60, line.length())) + "'");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static byte[] plain(InputStream in, long length) throws IOException {
    if (length > LARGEST_BODY) {
      throw tooLarge();
    }
    byte[] body = in.readNBytes(length < 0 ? LARGEST_BODY + 1 : (int) length);
    if (body.length > LARGEST_BODY) {
      throw tooLarge();
    }
    if (body.length < length) {
      throw new EOFException("the answer ended after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  /** RFC 9112, section 7.1; trailers are left unread, as the connection is closed. */
  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in).split(";", 2)[0];
      long length = number(size, 16);
      if (length == 0) {
        return body.toByteArray();
      }
      if (body.size() + length > LARGEST_BODY) {
        throw tooLarge();
      }
      body.write(plain(in, length));
      if (!line(in).isEmpty()) {
        throw new IOException("a chunk of the answer is longer than it says");
      }
    }
  }

  private static IOException tooLarge() {
    return new IOException("the answer is larger than 16 MB");
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long value = Long.parseLong(text.strip(), radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a length in the answer: '" + text.strip() + "'", e);
    }
    throw new IOException("not a length in the answer: '" + text.strip() + "'");
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException(
            line.isEmpty()
                ? "the connection was closed without an answer"
                : "the answer broke off");
      }
      if (line.length() >= LARGEST_HEAD) {
        throw new IOException("a line of the answer is longer than 32 KB");
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }
}
