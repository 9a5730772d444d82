package dev.spillway.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a target that the session's thread waits for beside all else. Each address is
 * tried in its turn and has a like part of the time that is left.
 */
final class Connecting implements Watcher {
  /** Who wants it; called by the session's thread. */
  interface Wanted {
    /** Nobody wants it any more. */
    boolean isOver();

    /** A connection to an address is about to be made. */
    void connecting(SocketChannel socket) throws IOException;

    void connected(SocketChannel socket);

    /** No address accepted; this is why the last one did not. */
    void failed(IOException why);
  }

  private final Session session;
  private final Deadlines deadlines;
  private final ArrayDeque<InetAddress> left;
  private final int port;
  private final long deadline;
  private final Wanted wanted;
  private Deadlines.@Nullable Entry attempt;
  private @Nullable SocketChannel socket;

  /**
   * @param addresses one or more
   * @param deadline for all of them together, in the session's nanoseconds
   */
  Connecting(
      Session session,
      Deadlines deadlines,
      List<InetAddress> addresses,
      int port,
      long deadline,
      Wanted wanted) {
    this.session = session;
    this.deadlines = deadlines;
    left = new ArrayDeque<>(addresses);
    this.port = port;
    this.deadline = deadline;
    this.wanted = wanted;
  }

  void start() {
    long now = session.nanos();
    attempt = deadlines.add(now + (deadline - now) / left.size(), this::late);
    InetAddress address = left.remove();
    try {
      SocketChannel fresh = SocketChannel.open();
      socket = fresh;
      fresh.configureBlocking(false);
      wanted.connecting(fresh);
      if (fresh.connect(new InetSocketAddress(address, port))) {
        finish(fresh);
      } else {
        fresh.register(session.selector(), SelectionKey.OP_CONNECT, this);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void ready(SelectionKey key) {
    SocketChannel waiting = socket;
    try {
      if (waiting != null && key.channel() == waiting && waiting.finishConnect()) {
        finish(waiting);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void finish(SocketChannel connected) {
    if (attempt != null && attempt.end()) {
      wanted.connected(connected);
    }
  }

  private void late() {
    fail(new SocketTimeoutException());
  }

  private void fail(IOException why) {
    if (attempt != null) {
      attempt.end();
    }
    if (socket != null) {
      SocketNear.close(socket, true);
    }
    if (left.isEmpty() || wanted.isOver()) {
      wanted.failed(why);
    } else {
      start();
    }
  }
}
