package dev.spillway.link;

import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Who has connected to a service's port.
 *
 * @param visit the connector's stream that the connection belongs to; null for an instance
 */
record Visitor(Caller caller, @Nullable Visit visit) {
  /** An instance that has connected by itself. */
  static Visitor instance(SocketChannel socket) {
    return new Visitor(new Caller(Instances.address(socket)), null);
  }

  /** Ends the connection; a connector is told why first, since a reset says nothing. */
  void refuse(SocketChannel socket, Reason reason, String text) {
    if (visit == null) {
      SocketNear.close(socket, true);
    } else {
      visit.giveUp(socket, reason, text);
    }
  }
}
