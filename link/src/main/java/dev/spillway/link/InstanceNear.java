package dev.spillway.link;

import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection of an app instance; what home refused is counted and logged here. */
final class InstanceNear extends SocketNear {
  private final String service;
  private final Refusals refusals;

  InstanceNear(SocketChannel socket, Selector selector, String service, Refusals refusals) {
    super(socket, selector);
    this.service = service;
    this.refusals = refusals;
  }

  @Override
  public void close(@Nullable Reason reason, String text) {
    if (reason != null && reason.isRefusal()) {
      refusals.stream(service, reason, text);
    }
    super.close(reason, text);
  }
}
