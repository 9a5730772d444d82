package dev.spillway.link;

import java.net.ProtocolException;

/** The other end, or what is in between, does not keep to RFC 6455. */
final class WebSocketException extends ProtocolException {
  private static final long serialVersionUID = 1;

  /** RFC 6455 section 7.4.1. */
  static final int PROTOCOL_ERROR = 1002;

  static final int UNSUPPORTED = 1003;
  static final int TOO_BIG = 1009;

  /** What the other end is told. */
  final int code;

  WebSocketException(int code, String message) {
    super(message);
    this.code = code;
  }
}
