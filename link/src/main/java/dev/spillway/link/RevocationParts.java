package dev.spillway.link;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of revoked certificates that is too long for one frame: {@link FrameType#REVOKED_PART} as
 * often as need be, then {@link FrameType#REVOKED} with the rest. For one session's thread.
 */
final class RevocationParts {
  private final String name;
  private final LongLists room;
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

  /**
   * @param name of the certificate that tells
   */
  RevocationParts(String name, LongLists room) {
    this.name = name;
    this.room = room;
  }

  /**
   * @throws ProtocolException when there is no room for it; the session ends
   */
  void add(ByteBuffer part) throws ProtocolException {
    int length = part.remaining();
    if (parts.size() + length > LongLists.MOST) {
      throw new ProtocolException(
          "a list of revoked certificates of more than " + LongLists.MOST + " bytes");
    }
    if (!room.take(name, length)) {
      throw new ProtocolException(
          "lists of revoked certificates of more than "
              + LongLists.MOST_OF_NAME
              + " bytes at once by one name");
    }
    byte[] bytes = new byte[length];
    part.get(bytes);
    parts.writeBytes(bytes);
  }

  /**
   * The rest has come.
   *
   * @return all of it; its room is given back when it is done with
   */
  RevocationNews.Told whole(ByteBuffer rest) throws ProtocolException {
    add(rest);
    int held = parts.size();
    String text = parts.toString(StandardCharsets.US_ASCII);
    parts.reset();
    return new RevocationNews.Told(text, () -> room.give(name, held));
  }

  /** The session is over. */
  void free() {
    room.give(name, parts.size());
    parts.reset();
  }

  /** Frames that tell this list, in their order. */
  static List<ByteBuffer> frames(String text) {
    List<ByteBuffer> all = new ArrayList<>();
    int most = FrameType.REVOKED.most();
    int at = 0;
    for (; text.length() - at > most; at += most) {
      all.add(Frames.text(FrameType.REVOKED_PART, text.substring(at, at + most)));
    }
    all.add(Frames.text(FrameType.REVOKED, text.substring(at)));
    return all;
  }
}
