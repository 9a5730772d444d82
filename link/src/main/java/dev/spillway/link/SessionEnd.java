package dev.spillway.link;

import java.net.ProtocolException;

/**
 * What differs between the two ends of a session. Called by the session's thread; must not wait.
 */
interface SessionEnd {
  /** The TLS handshake is done; the first call. */
  void started(Session session);

  /** A frame that is not about a stream that exists, nor about liveness. */
  void control(Session session, FrameType type, int stream, java.nio.ByteBuffer payload)
      throws ProtocolException;

  /** Called again and again, at least once a ping. */
  default void tick(Session session, long now) {}

  /** All is freed; the last call. */
  void ended(Session session, String why);
}
