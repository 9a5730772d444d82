package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * As much of SQL Server's protocol (MS-TDS) as a driver needs to sign in, ask, and use prepared
 * statements. It knows no SQL: an answer tells what was asked.
 */
final class TdsServer implements TestWorld.Closing, AutoCloseable {
  static final String USER = "shop";
  static final String PASSWORD = "Correct#Horse";

  enum Encryption {
    /** None at all. */
    NONE,
    /** TLS begins inside TDS packets, as up to TDS 7.4. */
    INSIDE,
    /** TLS comes first, TDS 8. */
    STRICT
  }

  private static final int BATCH = 1;
  private static final int CALL = 3;
  private static final int ATTENTION = 6;
  private static final int LOGIN = 16;
  static final int PRELOGIN = 18;
  private static final int HEADER = 8;
  private static final int PACKET = 4096;

  private final TestTarget target;
  private final Encryption encryption;
  private final SSLContext context;

  TdsServer(Encryption encryption, SSLContext context) throws IOException {
    this.encryption = encryption;
    this.context = context;
    target = new TestTarget(this::serve);
  }

  Endpoint at() {
    return target.at();
  }

  private void serve(Socket plain) throws IOException {
    try (plain;
        Socket socket = encryption == Encryption.STRICT ? strict(plain) : plain) {
      new Talk(socket).run();
    } catch (EOFException e) {
      // The client has left, as clients do.
      plain.close();
    }
  }

  private Socket strict(Socket plain) throws IOException {
    SSLSocket socket = tls(plain);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"tds/8.0"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLSocket tls(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", 1, true);
    socket.setUseClientMode(false);
    return socket;
  }

  static void send(OutputStream out, int type, byte[] payload) throws IOException {
    int done = 0;
    int number = 1;
    do {
      int length = Math.min(PACKET - HEADER, payload.length - done);
      boolean last = done + length == payload.length;
      out.write(
          ByteBuffer.allocate(HEADER + length)
              .put((byte) type)
              .put((byte) (last ? 1 : 0))
              .putShort((short) (HEADER + length))
              .putShort((short) 51)
              .put((byte) number++)
              .put((byte) 0)
              .put(payload, done, length)
              .array());
      done += length;
    } while (done < payload.length);
    out.flush();
  }

  /** One connection. */
  private final class Talk {
    private DataInputStream in;
    private OutputStream out;
    private final Socket socket;
    private final Map<Integer, String> prepared = new HashMap<>();
    private int type;

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void run() throws IOException {
      while (true) {
        byte[] message = message();
        switch (type) {
          case PRELOGIN -> prelogin();
          case LOGIN -> login(message);
          case BATCH -> answer(batch(message));
          case CALL -> answer(call(TdsCall.parse(message)));
          case ATTENTION -> answer(new TdsBytes().done(0xFD, 0x20, 0));
          default -> throw new IOException("a message of type " + type);
        }
      }
    }

    private byte[] message() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (true) {
        type = in.readUnsignedByte();
        int status = in.readUnsignedByte();
        int length = in.readUnsignedShort();
        in.readInt();
        byte[] part = new byte[length - HEADER];
        in.readFully(part);
        all.writeBytes(part);
        if ((status & 1) == 1) {
          return all.toByteArray();
        }
      }
    }

    private void answer(TdsBytes tokens) throws IOException {
      send(out, 4, tokens.bytes());
    }

    /** Version, encryption and one connection at a time; then perhaps TLS. */
    private void prelogin() throws IOException {
      boolean inside = encryption == Encryption.INSIDE;
      send(
          out,
          4,
          ByteBuffer.allocate(24)
              .put(new byte[] {0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 4, 0, 23, 0, 1, (byte) 0xFF})
              .put(new byte[] {16, 0, 3, (byte) 0xE8, 0, 0, (byte) (inside ? 1 : 2), 0})
              .array());
      if (inside) {
        TdsWrapping wrapping = new TdsWrapping(socket);
        SSLSocket tls = tls(wrapping);
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
      String user = new String(field(all, 40), StandardCharsets.UTF_16LE);
      byte[] hidden = field(all, 44);
      for (int i = 0; i < hidden.length; i++) {
        int mixed = (hidden[i] & 0xff) ^ 0xA5;
        hidden[i] = (byte) (mixed >>> 4 | mixed << 4);
      }
      String password = new String(hidden, StandardCharsets.UTF_16LE);
      if (user.equals(USER) && password.equals(PASSWORD)) {
        answer(
            new TdsBytes()
                .changed(1, "master", "master")
                .collation()
                .changed(4, "4096", "4096")
                .loginAccepted()
                .done(0xFD, 0, 0));
      } else {
        answer(
            new TdsBytes().error(18456, "Login failed for user '" + user + "'.").done(0xFD, 2, 0));
        throw new EOFException("a wrong password");
      }
    }

    private static byte[] field(ByteBuffer all, int at) {
      int start = all.getShort(at) & 0xffff;
      return Arrays.copyOfRange(all.array(), start, start + 2 * (all.getShort(at + 2) & 0xffff));
    }

    private TdsBytes batch(byte[] message) {
      int headers = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
      String asked =
          new String(message, headers, message.length - headers, StandardCharsets.UTF_16LE);
      if (!asked.startsWith("SELECT")) {
        return new TdsBytes().done(0xFD, 0, 0);
      }
      if (asked.contains("nothing")) {
        return new TdsBytes().error(208, "Invalid object name 'nothing'.").done(0xFD, 2, 0);
      }
      return new TdsBytes().row(List.of("asked: " + asked)).done(0xFD, 0x10, 1);
    }

    private TdsBytes call(TdsCall call) {
      List<String> values = call.values();
      return switch (call.procedure()) {
        case TdsCall.EXECUTE_SQL -> executed(values.get(0), values.subList(2, values.size()), 0);
        case TdsCall.PREPARE_AND_EXECUTE -> {
          int handle = prepared.size() + 1;
          prepared.put(handle, values.get(2));
          yield executed(values.get(2), values.subList(3, values.size()), handle);
        }
        case TdsCall.EXECUTE ->
            executed(
                "prepared: " + prepared.get(Integer.valueOf(values.get(0))),
                values.subList(1, values.size()),
                0);
        case TdsCall.UNPREPARE -> new TdsBytes().returnStatus().done(0xFE, 0, 0);
        default -> new TdsBytes().error(2812, "no procedure " + call).done(0xFE, 2, 0);
      };
    }

    /**
     * @param handle of the statement that was prepared; 0 for none
     */
    private static TdsBytes executed(String asked, List<String> values, int handle) {
      for (String value : values) {
        if (value.length() > 1000) {
          String tells = "a value of " + value.length() + " characters";
          return new TdsBytes().error(50_000, tells).done(0xFE, 2, 0);
        }
      }
      TdsBytes answer = new TdsBytes().row(List.of(asked, String.join(",", values)));
      answer.done(0xFF, 0x11, 1).returnStatus();
      if (handle > 0) {
        answer.handle(handle);
      }
      return answer.done(0xFE, 0, 0);
    }
  }

  @Override
  public void close() throws IOException {
    target.close();
  }
}
