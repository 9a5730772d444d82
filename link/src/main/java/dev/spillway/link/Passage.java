package dev.spillway.link;

import java.io.ByteArrayOutputStream;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an app instance on its way to a target. While no target has accepted, what the
 * instance says is kept, so that another session may be tried with nothing lost: no more than
 * {@link WindowBudget#FLOOR}, since that is what may be sent before a target accepts. Each step is
 * done by the thread of the session that is tried.
 */
final class Passage {
  final String service;
  final SocketChannel socket;
  final Visitor who;

  private final Instances instances;
  private final Instances.Ways ways;
  private final Set<Session> tried = new HashSet<>();
  private @Nullable ByteArrayOutputStream early = new ByteArrayOutputStream();
  private Session now;

  /**
   * @param first the session that is tried first
   */
  Passage(
      Instances instances,
      Instances.Ways ways,
      Session first,
      String service,
      SocketChannel socket,
      Visitor who) {
    this.instances = instances;
    this.ways = ways;
    this.service = service;
    this.socket = socket;
    this.who = who;
    now = first;
  }

  void start() {
    Session session = now;
    tried.add(session);
    session.willOpen();
    session.execute(() -> instances.open(this, session));
  }

  /** The instance has said this before a target accepted. */
  void said(byte[] bytes) {
    if (early != null) {
      early.writeBytes(bytes);
    }
  }

  /** What the instance has said so far; nothing once a target has accepted. */
  byte[] early() {
    return early == null ? new byte[0] : early.toByteArray();
  }

  /** Whether a target has accepted. */
  boolean isThere() {
    return early == null;
  }

  /** A target has accepted: what was said is its own now. */
  void arrived() {
    early = null;
  }

  /**
   * The session that was tried has no way.
   *
   * @return whether another one is tried now; else the instance is to be refused
   */
  boolean goesOn(Reason reason, String text) {
    if (isThere()) {
      return false;
    }
    if (reason.isOfTarget()) {
      ways.failed(now, text);
    }
    // When a session breaks its target may have heard what was said, and perhaps has acted on it.
    boolean nothingDone =
        reason.mayWorkElsewhere() || reason == Reason.SESSION_LOST && early().length == 0;
    Session next = nothingDone ? ways.next(tried) : null;
    if (next == null) {
      return false;
    }
    instances.refusals.elsewhere(service, now.peerName, reason, text);
    now = next;
    start();
    return true;
  }
}
