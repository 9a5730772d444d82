package dev.spillway.link;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one end. Any thread may count. */
final class Counters {
  final LongAdder connections = new LongAdder();
  final LongAdder sessions = new LongAdder();
  final LongAdder sessionsLost = new LongAdder();
  final LongAdder sessionsReplaced = new LongAdder();
  final LongAdder handshakesFailed = new LongAdder();
  final LongAdder streams = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  private static final int MOST_KEPT = 1000;

  private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
  private final Map<Refused, LongAdder> byService = new ConcurrentHashMap<>();

  Counters() {
    for (Reason reason : Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /** One refusal of a service and for a reason, as a key. */
  record Refused(String service, Reason reason) {}

  /**
   * @param service as it was asked for; what is no name, or one too many, counts as "other"
   */
  void refused(String service, Reason reason) {
    LongAdder count = refused.get(reason);
    if (count != null) {
      count.increment();
    }
    boolean isKept = Hello.isName(service) && byService.size() < MOST_KEPT;
    byService
        .computeIfAbsent(new Refused(isKept ? service : "other", reason), key -> new LongAdder())
        .increment();
  }

  /** Refusals so far. */
  Map<Refused, Long> refusals() {
    Map<Refused, Long> all = new HashMap<>();
    byService.forEach((key, count) -> all.put(key, count.sum()));
    return all;
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
        sessionsReplaced.sum(),
        streams.sum(),
        byReason,
        bytesIn.sum(),
        bytesOut.sum());
  }
}
