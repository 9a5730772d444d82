package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TLS to a web front end. What the link says inside it is encrypted once more, end to end. */
final class TlsCarrier implements Carrier {
  private final TlsChannel tls;

  /**
   * @param tls with its handshake done
   */
  TlsCarrier(TlsChannel tls) {
    this.tls = tls;
  }

  @Override
  public SocketChannel socket() {
    return tls.socket;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return tls.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int before = from.position();
    tls.wrap(from);
    tls.flush();
    return from.position() - before;
  }

  @Override
  public boolean flush() throws IOException {
    return tls.flush();
  }

  @Override
  public void sayEnd() throws IOException {
    tls.sayEnd();
  }
}
