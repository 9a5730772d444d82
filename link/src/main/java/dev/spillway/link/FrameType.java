package dev.spillway.link;

import org.jspecify.annotations.Nullable;

/** What a frame says. The order is the code on the wire: append only. */
enum FrameType {
  /** Bytes of a stream, 1 to {@link Frames#MAX_PAYLOAD}. */
  DATA,
  /** Agent to gateway, first frame: {@link Hello}. Another one later replaces the services. */
  HELLO,
  /** Gateway to agent: the session stands. */
  WELCOME,
  /** Gateway to agent: credit (4 bytes), then the service's name, a line end and {@link Caller}. */
  OPEN,
  /** Agent to gateway: the target accepted; credit (4 bytes) beyond the early credit. */
  OPENED,
  /** The sender will send no more bytes on this stream. */
  FIN,
  /** The stream is over at once: {@link Reason} (1 byte), then text for people. */
  RESET,
  /** Further credit for the receiver of this frame (4 bytes). */
  WINDOW,
  /** A number (8 bytes) that the other end sends back. */
  PING,
  /** The number of a PING. */
  PONG,
  /** Gateway to agent: results of the service checks, {@link Checked}. */
  STATUS,
  /** The session is over; text for people. */
  GOODBYE,
  /** Agent to gateway: home's lists of revoked certificates, signed, in PEM; or the last part. */
  REVOKED,
  /** Either way, once the session stands: this end's certificate was renewed, {@link KeyProof}. */
  CERTIFICATE,
  /** Agent to gateway: the next part of what the next {@link #REVOKED} ends. */
  REVOKED_PART;

  private static final FrameType[] ALL = values();

  static @Nullable FrameType of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : null;
  }

  /** Whether the frame belongs to a stream; all others carry stream 0. */
  boolean isOfStream() {
    return switch (this) {
      case DATA, OPEN, OPENED, FIN, RESET, WINDOW -> true;
      case HELLO, WELCOME, PING, PONG, STATUS, GOODBYE, REVOKED, REVOKED_PART, CERTIFICATE -> false;
    };
  }

  /** Bytes of payload: the least that makes sense. */
  int least() {
    return switch (this) {
      case DATA, RESET, HELLO, REVOKED, REVOKED_PART -> 1;
      case CERTIFICATE -> 2;
      case OPEN -> 5;
      case OPENED, WINDOW -> 4;
      case PING, PONG -> 8;
      case WELCOME, FIN, STATUS, GOODBYE -> 0;
    };
  }

  /** Bytes of payload: the most that is accepted. */
  int most() {
    return switch (this) {
      case DATA, STATUS, REVOKED, REVOKED_PART -> Frames.MAX_PAYLOAD;
      case HELLO, CERTIFICATE -> 16 * 1024;
      case OPEN -> 4 + 255;
      case RESET, GOODBYE -> 1024;
      case OPENED, WINDOW -> 4;
      case PING, PONG -> 8;
      case WELCOME, FIN -> 0;
    };
  }
}
