package dev.spillway.dns.engine;

import dev.spillway.dns.answer.SiteIds;
import dev.spillway.dns.answer.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. Counting takes no lock; safe for any thread. */
public final class Counters implements SiteIds {
  private static final String PREFIX = "spillway_dns_";

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

  private final List<Tally> udp = new CopyOnWriteArrayList<>();
  private final List<Tally> tcp = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, ConcurrentMap<String, Integer>> sites =
      new ConcurrentHashMap<>();
  private int nextSite;

  /** A new worker's own. */
  Tally tally(boolean stream) {
    Tally tally = new Tally();
    (stream ? tcp : udp).add(tally);
    return tally;
  }

  @Override
  public synchronized int id(String host, String site) {
    return sites
        .computeIfAbsent(host, h -> new ConcurrentHashMap<>())
        .computeIfAbsent(site, s -> nextSite++);
  }

  /** How many answers for the host have named each site since the start. */
  public Map<String, Long> answers(String host) {
    Map<String, Long> answers = new java.util.TreeMap<>();
    sites
        .getOrDefault(host, new ConcurrentHashMap<>())
        .forEach((site, id) -> answers.put(site, site(id)));
    return answers;
  }

  /** All of them. */
  public List<Count> read() {
    List<Count> all = new ArrayList<>();
    for (boolean stream : new boolean[] {false, true}) {
      transport(all, stream ? tcp : udp, Map.of("transport", stream ? "tcp" : "udp"));
    }
    add(all, "dropped_total", Map.of(), sum(Tally.Event.DROPPED));
    add(all, "limited_total", Map.of("answer", "cut"), sum(Tally.Event.SLIPPED));
    add(all, "limited_total", Map.of("answer", "none"), sum(Tally.Event.LIMITED));
    add(all, "cookies_good_total", Map.of(), sum(Tally.Event.COOKIE));
    add(all, "receive_failures_total", Map.of(), unreceived.sum());
    add(all, "unsent_total", Map.of(), unsent.sum());
    add(all, "tcp_refused_total", Map.of(), tcpRefused.sum());
    add(all, "tcp_closed_total", Map.of("by", "client"), tcpClosed.sum());
    add(all, "tcp_closed_total", Map.of("by", "failure"), tcpBroken.sum());
    add(all, "faults_total", Map.of(), sum(Tally.Event.FAULT));
    for (int i = 0; i < Wire.RCODES; i++) {
      long count = rcode(i);
      if (!Wire.rcodeName(i).startsWith("RCODE")) {
        add(all, "responses_total", Map.of("rcode", Wire.rcodeName(i)), count);
      }
    }
    sites.forEach((host, bySite) ->
        bySite.forEach(
            (site, id) -> add(all, "answers_total", Map.of("host", host, "site", site), site(id))));
    return all;
  }

  private static void transport(List<Count> all, List<Tally> tallies, Map<String, String> labels) {
    add(all, "queries_total", labels, sum(tallies, Tally.Event.QUERY));
  }

  private long sum(Tally.Event event) {
    return sum(udp, event) + sum(tcp, event);
  }

  private static long sum(List<Tally> tallies, Tally.Event event) {
    return tallies.stream().mapToLong(t -> t.read(event)).sum();
  }

  private long rcode(int rcode) {
    return udp.stream().mapToLong(t -> t.readRcode(rcode)).sum()
        + tcp.stream().mapToLong(t -> t.readRcode(rcode)).sum();
  }

  private long site(int id) {
    return udp.stream().mapToLong(t -> t.readSite(id)).sum()
        + tcp.stream().mapToLong(t -> t.readSite(id)).sum();
  }

  private static void add(List<Count> all, String name, Map<String, String> labels, long value) {
    all.add(new Count(PREFIX + name, labels, value));
  }
}
