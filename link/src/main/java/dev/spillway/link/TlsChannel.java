package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * TLS over a carrier: many records are read and written with one system call. The handshake is done
 * while the channel blocks; afterwards reading and writing never wait. For one thread.
 */
final class TlsChannel {
  private static final int BUFFER = 256 * 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final SocketChannel socket;
  private final Carrier carrier;
  private final SSLEngine engine;
  private final int packet;

  /** Ciphertext that arrived, in the state for reading. */
  private ByteBuffer in;

  /** Ciphertext to be sent, in the state for filling; the bytes before {@code sent} are gone. */
  private ByteBuffer out;

  private int sent;

  TlsChannel(SocketChannel socket, SSLEngine engine) {
    this(new PlainCarrier(socket), engine);
  }

  TlsChannel(Carrier carrier, SSLEngine engine) {
    this.carrier = carrier;
    socket = carrier.socket();
    this.engine = engine;
    packet = engine.getSession().getPacketBufferSize();
    // Little, until the other end has shown who it is.
    in = ByteBuffer.allocate(3 * packet).limit(0);
    out = ByteBuffer.allocate(2 * packet);
  }

  SSLEngine engine() {
    return engine;
  }

  /**
   * Waits until both ends have shown who they are. The channel must block; close it from another
   * thread to bound the wait.
   */
  void handshake() throws IOException {
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      status =
          switch (status) {
            case NEED_TASK -> {
              runTasks();
              yield engine.getHandshakeStatus();
            }
            case NEED_WRAP -> wrapHandshake();
            default -> unwrapHandshake(plain);
          };
    }
    flush();
    in = ByteBuffer.allocateDirect(BUFFER).put(in).flip();
    out = ByteBuffer.allocateDirect(BUFFER).put(out.flip().position(sent));
    sent = 0;
  }

  private HandshakeStatus wrapHandshake() throws IOException {
    SSLEngineResult result;
    try {
      makeRoom();
      result = engine.wrap(NOTHING, out);
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
    flush();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("the other end ended the handshake");
    }
    return result.getHandshakeStatus();
  }

  private HandshakeStatus unwrapHandshake(ByteBuffer plain) throws IOException {
    SSLEngineResult result;
    try {
      result = engine.unwrap(in, plain);
    } catch (SSLException e) {
      sendAlert();
      throw e;
    }
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        if (fill() < 0) {
          throw new SSLException("the connection ended in the handshake");
        }
      }
      case CLOSED -> throw new SSLException("the other end ended the handshake");
      default -> {
        if (plain.position() > 0) {
          throw new SSLException("data before the end of the handshake");
        }
      }
    }
    return result.getHandshakeStatus();
  }

  /** Tells the other end why, as far as TLS has a word for it. */
  private void sendAlert() {
    try {
      runTasks();
      makeRoom();
      engine.wrap(NOTHING, out);
      flush();
    } catch (IOException e) {
      // The handshake failed already with the reason that is reported; the alert is a courtesy.
      sent = out.position();
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /**
   * Decrypts what has arrived into {@code plain}, which must have room for a record.
   *
   * @return bytes, 0 when there are none now, -1 when there will be no more
   */
  int read(ByteBuffer plain) throws IOException {
    int before = plain.position();
    while (true) {
      SSLEngineResult result = engine.unwrap(in, plain);
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        runTasks();
      }
      switch (result.getStatus()) {
        case BUFFER_OVERFLOW -> {
          return plain.position() - before;
        }
        case BUFFER_UNDERFLOW -> {
          int got = plain.position() > before ? 0 : fill();
          if (got <= 0) {
            return plain.position() > before ? plain.position() - before : got;
          }
        }
        case CLOSED -> {
          return plain.position() > before ? plain.position() - before : -1;
        }
        case OK -> {}
      }
    }
  }

  private int fill() throws IOException {
    in.compact();
    try {
      return carrier.read(in);
    } finally {
      in.flip();
    }
  }

  private void makeRoom() {
    if (sent == out.position()) {
      out.clear();
      sent = 0;
    }
  }

  /** Encrypts as much of {@code plain} as there is room for. */
  void wrap(ByteBuffer plain) throws IOException {
    makeRoom();
    boolean owed = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    while ((plain.hasRemaining() || owed) && out.remaining() >= packet) {
      SSLEngineResult result = engine.wrap(plain, out);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new SSLException("the TLS session has ended");
      }
      owed = result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }
  }

  /** Sends what was encrypted; returns true when nothing of it is left. */
  boolean flush() throws IOException {
    int end = out.position();
    if (sent < end) {
      out.limit(end).position(sent);
      try {
        carrier.write(out);
      } finally {
        sent = out.position();
        out.limit(out.capacity()).position(end);
      }
    }
    return sent == end && carrier.flush();
  }

  /** Ends the TLS session in form as far as that works without waiting. */
  void sayEnd() throws IOException {
    engine.closeOutbound();
    if (out.remaining() >= packet) {
      engine.wrap(NOTHING, out);
    }
    if (flush()) {
      carrier.sayEnd();
    }
  }

  boolean hasEncrypted() {
    return sent < out.position();
  }
}
