package dev.spillway.tds;

import dev.spillway.tds.TdsServer.Encryption;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What is said over one connection: the greeting, the login, then requests and answers. */
final class TdsTalk {
  private static final int USER_AT = 40;
  private static final int PASSWORD_AT = 44;
  private static final int APPLICATION_AT = 48;

  private final Socket socket;
  private final Encryption encryption;
  private final @Nullable SSLContext context;
  private final TdsSession session;
  private final Queue<String> seen;
  private DataInputStream in;
  private OutputStream out;

  private TdsTalk(
      Socket socket,
      Encryption encryption,
      @Nullable SSLContext context,
      TdsSession session,
      Queue<String> seen)
      throws IOException {
    this.socket = socket;
    this.encryption = encryption;
    this.context = context;
    this.session = session;
    this.seen = seen;
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  static TdsTalk over(
      Socket plain,
      Encryption encryption,
      @Nullable SSLContext context,
      TdsSession session,
      Queue<String> seen)
      throws IOException {
    if (encryption != Encryption.STRICT) {
      return new TdsTalk(plain, encryption, context, session, seen);
    }
    SSLSocket socket = tls(plain, context);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"tds/8.0"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new TdsTalk(socket, encryption, context, session, seen);
  }

  private static SSLSocket tls(Socket plain, @Nullable SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            Objects.requireNonNull(context, "encryption needs a certificate")
                .getSocketFactory()
                .createSocket(plain, "127.0.0.1", 1, true);
    socket.setUseClientMode(false);
    return socket;
  }

  /** Until the client leaves, which is an {@link EOFException}. */
  void run() throws IOException {
    while (true) {
      TdsPackets.Message message = TdsPackets.read(in);
      byte[] bytes = message.bytes();
      switch (message.type()) {
        case TdsPackets.PRELOGIN -> prelogin();
        case TdsPackets.LOGIN -> login(bytes);
        case TdsPackets.BATCH -> answer(session.batch(batch(bytes)));
        case TdsPackets.CALL -> answer(session.call(TdsCall.parse(bytes)));
        case TdsPackets.ATTENTION -> answer(new TdsBytes().done(TdsBytes.DONE, 0x20, 0, 0));
        default -> throw new IOException("a message of type " + message.type());
      }
    }
  }

  private void answer(TdsBytes tokens) throws IOException {
    TdsPackets.send(out, TdsPackets.ANSWER, tokens.bytes());
  }

  private static String batch(byte[] message) {
    int headers = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    return new String(message, headers, message.length - headers, StandardCharsets.UTF_16LE);
  }

  /** Version, encryption and one connection at a time; then perhaps TLS. */
  private void prelogin() throws IOException {
    boolean inside = encryption == Encryption.INSIDE;
    TdsPackets.send(
        out,
        TdsPackets.ANSWER,
        ByteBuffer.allocate(24)
            .put(new byte[] {0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 4, 0, 23, 0, 1, (byte) 0xFF})
            .put(new byte[] {16, 0, 3, (byte) 0xE8, 0, 0, (byte) (inside ? 1 : 2), 0})
            .array());
    if (inside) {
      TdsWrapping wrapping = new TdsWrapping(socket);
      SSLSocket tls = tls(wrapping, context);
      // As SQL Server does: TLS 1.3 would go on speaking after the handshake.
      tls.setEnabledProtocols(new String[] {"TLSv1.2"});
      tls.startHandshake();
      wrapping.handshakeDone();
      in = new DataInputStream(tls.getInputStream());
      out = tls.getOutputStream();
    }
  }

  private void login(byte[] message) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    String user = new String(field(all, USER_AT), StandardCharsets.UTF_16LE);
    byte[] hidden = field(all, PASSWORD_AT);
    for (int i = 0; i < hidden.length; i++) {
      int mixed = (hidden[i] & 0xff) ^ 0xA5;
      hidden[i] = (byte) (mixed >>> 4 | mixed << 4);
    }
    String password = new String(hidden, StandardCharsets.UTF_16LE);
    if (!user.equals(TdsServer.USER) || !password.equals(TdsServer.PASSWORD)) {
      answer(
          new TdsBytes()
              .error(new TdsError(18456, "Login failed for user '" + user + "'."))
              .done(TdsBytes.DONE, 2, 0, 0));
      throw new EOFException("a wrong password");
    }
    seen.add("login " + new String(field(all, APPLICATION_AT), StandardCharsets.UTF_16LE));
    answer(
        new TdsBytes()
            .changed(1, "shop", "master")
            .collation()
            .changed(4, "4096", "4096")
            .loginAccepted()
            .done(TdsBytes.DONE, 0, 0, 0));
  }

  private static byte[] field(ByteBuffer all, int at) {
    int start = all.getShort(at) & 0xffff;
    return Arrays.copyOfRange(all.array(), start, start + 2 * (all.getShort(at + 2) & 0xffff));
  }
}
