package dev.spillway.link;

import dev.spillway.core.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** An end with good keys that says whatever the test wants. */
final class RawEnd implements TestWorld.Closing, AutoCloseable {
  private final TlsChannel tls;
  private final ByteBuffer got = ByteBuffer.allocate(1 << 20);

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

  void say(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      tls.wrap(bytes);
      while (!tls.flush()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Reads on until the other end has ended the connection; returns all that it said as text. */
  String readToTheEnd() {
    StringBuilder all = new StringBuilder();
    try {
      while (tls.read(got.clear()) >= 0) {
        all.append(java.nio.charset.StandardCharsets.ISO_8859_1.decode(got.flip()));
      }
    } catch (IOException e) {
      all.append(" [").append(e.getMessage()).append(']');
    }
    return all.toString();
  }

  /** Reads on until the other end has said this text. */
  void readUntil(String text) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(text) < 0) {
      if (tls.read(got.clear()) < 0) {
        throw new IOException("the end came before '" + text + "'; until then: " + all);
      }
      all.append(java.nio.charset.StandardCharsets.ISO_8859_1.decode(got.flip()));
    }
  }

  @Override
  public void close() {
    SocketNear.close(tls.socket, true);
  }
}
