package dev.spillway.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. Counting takes no lock; safe for any thread. */
final class Counters {
  private static final String PREFIX = "spillway_dns_";
  private static final int RCODES = Wire.BADVERS + 1;

  final LongAdder udp = new LongAdder();
  final LongAdder tcp = new LongAdder();

  /** Messages that must not be answered. */
  final LongAdder dropped = new LongAdder();

  /** Failures of the system to give us a packet. */
  final LongAdder unreceived = new LongAdder();

  /** Answers that the network did not take. */
  final LongAdder unsent = new LongAdder();

  /** Connections beyond a limit. */
  final LongAdder tcpRefused = new LongAdder();

  /** Connections that their clients ended. */
  final LongAdder tcpClosed = new LongAdder();

  /** Connections that failed, or that were closed because their client was late. */
  final LongAdder tcpBroken = new LongAdder();

  /** Mistakes of this program; each was answered with SERVFAIL. */
  final LongAdder faults = new LongAdder();

  private final LongAdder[] rcodes = new LongAdder[RCODES];
  private final ConcurrentMap<String, ConcurrentMap<String, LongAdder>> sites =
      new ConcurrentHashMap<>();

  Counters() {
    for (int i = 0; i < RCODES; i++) {
      rcodes[i] = new LongAdder();
    }
  }

  void rcode(int rcode) {
    rcodes[rcode].increment();
  }

  /** The counter of a site's answers, to be kept and counted with. */
  LongAdder site(String host, String site) {
    return sites
        .computeIfAbsent(host, h -> new ConcurrentHashMap<>())
        .computeIfAbsent(site, s -> new LongAdder());
  }

  List<Count> read() {
    List<Count> all = new ArrayList<>();
    add(all, "queries_total", Map.of("transport", "udp"), udp);
    add(all, "queries_total", Map.of("transport", "tcp"), tcp);
    add(all, "dropped_total", Map.of(), dropped);
    add(all, "receive_failures_total", Map.of(), unreceived);
    add(all, "unsent_total", Map.of(), unsent);
    add(all, "tcp_refused_total", Map.of(), tcpRefused);
    add(all, "tcp_closed_total", Map.of("by", "client"), tcpClosed);
    add(all, "tcp_closed_total", Map.of("by", "failure"), tcpBroken);
    add(all, "faults_total", Map.of(), faults);
    for (int i = 0; i < RCODES; i++) {
      if (i <= Wire.REFUSED || i == Wire.BADVERS) {
        add(all, "responses_total", Map.of("rcode", Wire.rcodeName(i)), rcodes[i]);
      }
    }
    sites.forEach((host, bySite) ->
        bySite.forEach(
            (site, count) -> add(all, "answers_total", Map.of("host", host, "site", site), count)));
    return all;
  }

  private static void add(
      List<Count> all, String name, Map<String, String> labels, LongAdder adder) {
    all.add(new Count(PREFIX + name, labels, adder.sum()));
  }
}
