package dev.spillway.link;

import java.util.Locale;

/** Why a stream was refused or ended early. The order is the code on the wire: append only. */
public enum Reason {
  /** One end of the connection was reset. */
  RESET,
  /** No session of an agent that offers the service. */
  NO_AGENT,
  /** The service is not on the agent's list. */
  NOT_ALLOWED,
  /** The target at home refused the connection, or its name is not known there. */
  TARGET_REFUSED,
  /** The target at home did not answer in time. */
  TARGET_TIMEOUT,
  /** The session carries as many streams as it may. */
  LIMIT,
  /** The session under the stream ended. */
  SESSION_LOST,
  /** The audit log at home cannot be written. */
  NOT_LOGGED;

  private static final Reason[] ALL = values();

  static Reason of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : RESET;
  }

  /** In lower case, as in metrics. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isRefusal() {
    return this != RESET && this != SESSION_LOST;
  }

  /** The target at home was asked and did not accept. */
  boolean isOfTarget() {
    return this == TARGET_REFUSED || this == TARGET_TIMEOUT;
  }

  /** Another agent may have what this one lacks; what is not allowed stays so. */
  boolean mayWorkElsewhere() {
    return isOfTarget() || this == NO_AGENT || this == LIMIT || this == NOT_LOGGED;
  }
}
