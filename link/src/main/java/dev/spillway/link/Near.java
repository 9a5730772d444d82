package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of a stream on this machine: a connection of an app instance, a connection to a target,
 * or a check. Called by the session's thread only; no method waits.
 */
interface Near {
  /** The stream exists; from now on the near end may report to it. */
  void attach(Stream stream) throws IOException;

  /** Returns the number of bytes, 0 when there are none now, -1 when there will be no more. */
  int read(ByteBuffer into) throws IOException;

  /** Takes as many bytes as fit now. */
  int write(ByteBuffer from) throws IOException;

  /** What to report: that it can be read, that it can be written. */
  void watch(boolean readable, boolean writable);

  /** No more bytes will be written. */
  void endOutput() throws IOException;

  /** The target accepted; only at the end that asked for the stream. */
  void opened();

  /**
   * Ends and frees it; called once, the last call.
   *
   * @param reason null when both directions had ended
   */
  void close(@org.jspecify.annotations.Nullable Reason reason, String text);
}
