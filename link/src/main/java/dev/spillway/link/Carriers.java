package dev.spillway.link;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Tells by its first byte what a connection to the agents' port speaks: TLS begins with 22 (RFC
 * 8446 section 5.1), HTTP with a capital letter. So one port serves both.
 */
final class Carriers {
  private static final int TLS_HANDSHAKE = 22;

  private Carriers() {}

  /**
   * @param socket that blocks; close it from another thread to bound the wait
   * @throws WebSocketUpgrade.NotAsked after another HTTP request was answered
   */
  static Carrier accepted(SocketChannel socket) throws IOException {
    ByteBuffer got = WebSocketUpgrade.buffer().clear();
    if (socket.read(got) < 0) {
      throw new ProtocolException("the connection ended before its first byte");
    }
    int first = got.flip().get(0);
    if (first == TLS_HANDSHAKE) {
      return new PlainCarrier(socket, got);
    }
    if (first >= 'A' && first <= 'Z') {
      return WebSocketUpgrade.answer(new PlainCarrier(socket), got);
    }
    throw new ProtocolException("neither TLS nor HTTP: the first byte is " + (first & 0xff));
  }
}
