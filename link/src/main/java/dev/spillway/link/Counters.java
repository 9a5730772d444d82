package dev.spillway.link;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one end. Any thread may count. */
final class Counters {
  final LongAdder connections = new LongAdder();
  final LongAdder sessions = new LongAdder();
  final LongAdder sessionsLost = new LongAdder();
  final LongAdder handshakesFailed = new LongAdder();
  final LongAdder streams = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

  Counters() {
    for (Reason reason : Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void refused(Reason reason) {
    LongAdder count = refused.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  LinkCounts snapshot() {
    Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
    refused.forEach((reason, count) -> {
      if (reason.isRefusal()) {
        byReason.put(reason, count.sum());
      }
    });
    return new LinkCounts(
        connections.sum(),
        handshakesFailed.sum(),
        sessions.sum(),
        sessionsLost.sum(),
        streams.sum(),
        byReason,
        bytesIn.sum(),
        bytesOut.sum());
  }
}
