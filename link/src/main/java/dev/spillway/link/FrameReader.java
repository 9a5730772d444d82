package dev.spillway.link;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of the other end into frames. Bytes of streams are handed on as they come, so a
 * frame of data needs no buffer of its own; every other frame is handed on whole. For one thread.
 */
final class FrameReader {
  /** Takes frames; a payload is valid during the call only. */
  interface Sink {
    void data(int stream, ByteBuffer bytes) throws ProtocolException;

    void control(FrameType type, int stream, ByteBuffer payload) throws ProtocolException;
  }

  private final Sink sink;
  private int stream;
  private int dataLeft;

  FrameReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * Takes as many bytes of {@code in} as make sense; what is left is the start of a frame, at most
   * {@link Frames#HEADER} + {@link Frames#MAX_PAYLOAD} bytes.
   *
   * @throws ProtocolException when the bytes are no frames of ours; the session must end
   */
  void accept(ByteBuffer in) throws ProtocolException {
    while (dataLeft > 0 ? in.hasRemaining() : in.remaining() >= Frames.HEADER) {
      if (dataLeft > 0) {
        int length = Math.min(dataLeft, in.remaining());
        dataLeft -= length;
        sink.data(stream, take(in, length));
      } else if (!frame(in)) {
        return;
      }
    }
  }

  private boolean frame(ByteBuffer in) throws ProtocolException {
    int first = in.getInt(in.position());
    FrameType type = FrameType.of(first >>> 24);
    int length = first & 0xff_ffff;
    int id = in.getInt(in.position() + 4);
    if (type == null || length < type.least() || length > type.most()) {
      throw new ProtocolException(
          "frame of type %s with %d bytes".formatted(type == null ? first >>> 24 : type, length));
    }
    if (type.isOfStream() ? id <= 0 : id != 0) {
      throw new ProtocolException("frame of type %s for stream %d".formatted(type, id));
    }
    if (type == FrameType.DATA) {
      in.position(in.position() + Frames.HEADER);
      stream = id;
      dataLeft = length;
      return true;
    }
    if (in.remaining() < Frames.HEADER + length) {
      return false;
    }
    in.position(in.position() + Frames.HEADER);
    sink.control(type, id, take(in, length));
    return true;
  }

  private static ByteBuffer take(ByteBuffer in, int length) {
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }
}
