package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** An end with good keys that says whatever the test wants. */
final class RawEnd implements TestWorld.Closing, AutoCloseable {
  private final TlsChannel tls;
  private final ByteBuffer got = ByteBuffer.allocate(1 << 20);
  private final StringBuffer heard = new StringBuffer();
  private volatile @Nullable Thread listening;

  private RawEnd(SocketChannel socket, Identity identity) throws IOException {
    tls = new TlsChannel(socket, identity.engine());
    tls.handshake();
  }

  static RawEnd agent(Endpoint gateway, Path keys) throws IOException {
    return dialled(gateway, keys, PeerRole.AGENT);
  }

  static RawEnd dialled(Endpoint gateway, Path keys, PeerRole as) throws IOException {
    var at = new InetSocketAddress(gateway.host(), gateway.port());
    return new RawEnd(SocketChannel.open(at), Keys.load(keys, as));
  }

  static RawEnd silentGateway(ServerSocketChannel server, Path keys) throws IOException {
    return new RawEnd(server.accept(), Keys.load(keys, PeerRole.GATEWAY));
  }

  static RawEnd gateway(ServerSocketChannel server, Path keys) throws IOException {
    RawEnd end = silentGateway(server, keys);
    end.say(Frames.empty(FrameType.WELCOME, 0));
    return end;
  }

  void greet(String app, String site, String service) throws IOException {
    Hello hello = new Hello(app, site, java.util.List.of(service));
    say(Frames.text(FrameType.HELLO, hello.text()));
  }

  /** Bytes of a stream. */
  void data(int id, byte[] bytes) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Frames.HEADER + bytes.length);
    Frames.header(frame, 0, FrameType.DATA, id, bytes.length);
    say(frame.put(Frames.HEADER, bytes));
  }

  synchronized void say(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      tls.wrap(bytes);
      while (!tls.flush()) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Reads on until the other end has ended the connection; returns all that it said as text. No
   * ping is answered, except after {@link #listen}.
   */
  String readToTheEnd() {
    Thread reader = listening;
    if (reader == null) {
      read(bytes -> {});
    } else {
      TestWorld.until("the end", () -> !reader.isAlive());
    }
    return heard.toString();
  }

  /** From now on somebody listens and answers pings, as an end does that is well. */
  RawEnd listen() {
    if (listening == null) {
      FrameReader frames = new FrameReader(new Pongs());
      ByteBuffer some = ByteBuffer.allocate(2 << 20);
      listening =
          Thread.startVirtualThread(() ->
              read(bytes -> {
                frames.accept(some.put(bytes).flip());
                some.compact();
              }));
    }
    return this;
  }

  private interface Taker {
    void take(ByteBuffer bytes) throws IOException;
  }

  private void read(Taker taker) {
    try {
      while (tls.read(got.clear()) >= 0) {
        got.flip();
        heard.append(StandardCharsets.ISO_8859_1.decode(got.duplicate()));
        taker.take(got);
      }
    } catch (IOException e) {
      heard.append(" [").append(e.getMessage()).append(']');
    }
  }

  private final class Pongs implements FrameReader.Sink {
    @Override
    public void data(int stream, ByteBuffer bytes) {}

    @Override
    public void control(FrameType type, int stream, ByteBuffer payload) throws ProtocolException {
      if (type == FrameType.PING) {
        try {
          say(Frames.number(FrameType.PONG, payload.getLong()));
        } catch (IOException e) {
          throw (ProtocolException) new ProtocolException("no more pongs").initCause(e);
        }
      }
    }
  }

  /** Listens until the other end has said this text. */
  void readUntil(String text) throws IOException {
    listen();
    Thread reader = listening;
    TestWorld.until(
        "'" + text + "'", () -> heard.indexOf(text) >= 0 || reader == null || !reader.isAlive());
    if (heard.indexOf(text) < 0) {
      throw new IOException("the end came before '" + text + "'; until then: " + heard);
    }
  }

  /** Of its TLS session. */
  SSLEngine engine() {
    return tls.engine();
  }

  /** Everything until now. */
  String heard() {
    return heard.toString();
  }

  @Override
  public void close() {
    SocketNear.close(tls.socket, true);
  }
}
