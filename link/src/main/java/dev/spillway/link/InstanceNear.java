package dev.spillway.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an app instance at one session. What one session cannot do the next one may, see
 * {@link Passage}; what none can is counted and logged here.
 */
final class InstanceNear extends SocketNear {
  private final Passage passage;
  private final Refusals refusals;

  /** What an earlier session was given in vain. */
  private final ByteBuffer again;

  InstanceNear(Passage passage, Selector selector, Refusals refusals) {
    super(passage.socket, selector);
    this.passage = passage;
    this.refusals = refusals;
    again = ByteBuffer.wrap(passage.early());
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (again.hasRemaining()) {
      int length = Math.min(again.remaining(), into.remaining());
      into.put(into.position(), again, again.position(), length);
      into.position(into.position() + length);
      again.position(again.position() + length);
      return length;
    }
    int length = super.read(into);
    if (length > 0 && !passage.isThere()) {
      byte[] said = new byte[length];
      into.get(into.position() - length, said);
      passage.said(said);
    }
    return length;
  }

  @Override
  public void opened() {
    passage.arrived();
  }

  @Override
  public void close(@Nullable Reason reason, String text) {
    if (reason != null && passage.goesOn(reason, text)) {
      detach();
      return;
    }
    if (reason == null || !reason.isRefusal()) {
      super.close(reason, text);
      return;
    }
    refusals.stream(passage.service, reason, text);
    detach();
    passage.who.refuse(passage.socket, reason, text);
  }
}
