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
    var at = new InetSocketAddress(gateway.host(), gateway.port());
    return new RawEnd(SocketChannel.open(at), Keys.load(keys, PeerRole.AGENT));
  }

  static RawEnd gateway(ServerSocketChannel server, Path keys) throws IOException {
    RawEnd end = new RawEnd(server.accept(), Keys.load(keys, PeerRole.GATEWAY));
    end.say(Frames.empty(FrameType.WELCOME, 0));
    return end;
  }

  void greet(String app, String site, String service) throws IOException {
    Hello hello = new Hello(app, site, java.util.List.of(service));
    say(Frames.text(FrameType.HELLO, hello.text()));
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

  @Override
  public void close() {
    SocketNear.close(tls.socket, true);
  }
}
