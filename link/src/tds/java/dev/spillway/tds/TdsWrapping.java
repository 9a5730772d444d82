package dev.spillway.tds;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A connection whose bytes travel in packets of TDS until the TLS handshake is done (MS-TDS section
 * 3.2.5.2), and as they are afterwards.
 */
final class TdsWrapping extends Socket {
  private final Socket socket;

  /** What the driver wants in one message: all that is said until the other end's turn. */
  private final ByteArrayOutputStream turn = new ByteArrayOutputStream();

  private boolean done;
  private int left;

  TdsWrapping(Socket socket) {
    this.socket = socket;
  }

  void handshakeDone() throws IOException {
    sendTurn();
    done = true;
  }

  private void sendTurn() throws IOException {
    if (turn.size() > 0) {
      TdsPackets.send(socket.getOutputStream(), TdsPackets.PRELOGIN, turn.toByteArray());
      turn.reset();
    }
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (done) {
          return in.read(into, from, length);
        }
        if (left == 0) {
          sendTurn();
          in.readUnsignedShort();
          left = in.readUnsignedShort() - 8;
          in.readInt();
        }
        int got = in.read(into, from, Math.min(length, left));
        left -= Math.max(0, got);
        return got;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream out = socket.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        if (done) {
          out.write(bytes, from, length);
        } else {
          turn.write(bytes, from, length);
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
