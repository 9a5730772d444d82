package dev.spillway.dns.engine;

import dev.spillway.core.Sample;
import dev.spillway.core.Sample.Family;
import dev.spillway.dns.answer.SiteIds;
import dev.spillway.dns.answer.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a server counts. Counting takes no lock; safe for any thread. */
public final class Counters implements SiteIds {
  private static final Family QUERIES =
      Family.counter("spillway_dns_queries_total", "Messages that came.", "transport");
  private static final Family DROPPED =
      Family.counter("spillway_dns_dropped_total", "Messages that must not be answered.");
  private static final Family LIMITED =
      Family.counter(
          "spillway_dns_limited_total", "Answers cut or kept back by a limit.", "answer");
  private static final Family COOKIES =
      Family.counter("spillway_dns_cookies_good_total", "Queries with a good cookie.");
  private static final Family UNRECEIVED =
      Family.counter("spillway_dns_receive_failures_total", "Failures to take a packet.");
  private static final Family UNSENT =
      Family.counter("spillway_dns_unsent_total", "Answers that the network did not take.");
  private static final Family REFUSED =
      Family.counter("spillway_dns_tcp_refused_total", "Connections beyond a limit.");
  private static final Family CLOSED =
      Family.counter("spillway_dns_tcp_closed_total", "Ended connections, by what.", "by");
  private static final Family FAULTS =
      Family.counter("spillway_dns_faults_total", "Mistakes of Spillway, each with SERVFAIL.");
  private static final Family RESPONSES =
      Family.counter("spillway_dns_responses_total", "Answers by response code.", "rcode");
  private static final Family ANSWERS =
      Family.counter("spillway_dns_answers_total", "Answers that named a site.", "host", "site");

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

  /** Made room for a newcomer. */
  final LongAdder tcpLeft = new LongAdder();

  private final List<Tally> udp = new CopyOnWriteArrayList<>();
  private final List<Tally> tcp = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<String, ConcurrentMap<String, Place>> sites =
      new ConcurrentHashMap<>();

  /** Numbers of sites that are gone; the one that was given back first is used first. */
  private final Deque<Integer> free = new ArrayDeque<>();

  private int nextSite;

  /**
   * Where a site's answers are counted.
   *
   * @param base what an earlier site of the same number had counted
   */
  private record Place(int id, long base) {}

  private final ConcurrentMap<Integer, String> names = new ConcurrentHashMap<>();

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
        .computeIfAbsent(site, s -> place(site))
        .id();
  }

  private Place place(String site) {
    Integer given = free.pollFirst();
    int id = given == null ? nextSite++ : given;
    names.put(id, site);
    return new Place(id, given == null ? 0 : total(id));
  }

  /** The site that has a number now; empty when none has it. */
  String siteName(int id) {
    return names.getOrDefault(id, "");
  }

  /**
   * Forgets hosts that are gone, and gives their numbers to others. To be called when snapshots
   * with them are no longer asked; a query that is under way may be counted for another site.
   */
  public synchronized void keep(Set<String> hosts) {
    sites.forEach((host, bySite) -> {
      if (!hosts.contains(host)) {
        sites.remove(host);
        bySite.values().forEach(place -> give(place.id()));
      }
    });
  }

  /** The same for the sites of one host. */
  public synchronized void keep(String host, Set<String> named) {
    ConcurrentMap<String, Place> bySite = sites.getOrDefault(host, new ConcurrentHashMap<>());
    bySite.forEach((site, place) -> {
      if (!named.contains(site)) {
        bySite.remove(site);
        give(place.id());
      }
    });
  }

  private void give(int id) {
    names.remove(id);
    free.addLast(id);
  }

  /** How many numbers were ever needed at the same time. */
  synchronized int numbers() {
    return nextSite;
  }

  /** How many answers for the host have named each site since the start. */
  public Map<String, Long> answers(String host) {
    Map<String, Long> answers = new java.util.TreeMap<>();
    sites
        .getOrDefault(host, new ConcurrentHashMap<>())
        .forEach((site, place) -> answers.put(site, site(place)));
    return answers;
  }

  /** The same of all hosts, by host. */
  public Map<String, Map<String, Long>> answers() {
    Map<String, Map<String, Long>> all = new HashMap<>();
    sites.keySet().forEach(host -> all.put(host, answers(host)));
    return all;
  }

  /** All of them. */
  public List<Sample> read() {
    List<Sample> all = new ArrayList<>();
    all.add(QUERIES.of(sum(udp, Tally.Event.QUERY), "udp"));
    all.add(QUERIES.of(sum(tcp, Tally.Event.QUERY), "tcp"));
    all.add(DROPPED.of(sum(Tally.Event.DROPPED)));
    all.add(LIMITED.of(sum(Tally.Event.SLIPPED), "cut"));
    all.add(LIMITED.of(sum(Tally.Event.LIMITED), "none"));
    all.add(COOKIES.of(sum(Tally.Event.COOKIE)));
    all.add(UNRECEIVED.of(unreceived.sum()));
    all.add(UNSENT.of(unsent.sum()));
    all.add(REFUSED.of(tcpRefused.sum()));
    all.add(CLOSED.of(tcpClosed.sum(), "client"));
    all.add(CLOSED.of(tcpBroken.sum(), "failure"));
    all.add(CLOSED.of(tcpLeft.sum(), "newcomer"));
    all.add(FAULTS.of(sum(Tally.Event.FAULT)));
    for (int i = 0; i < Wire.RCODES; i++) {
      if (!Wire.rcodeName(i).startsWith("RCODE")) {
        all.add(RESPONSES.of(rcode(i), Wire.rcodeName(i)));
      }
    }
    sites.forEach((host, bySite) ->
        bySite.forEach((site, place) -> all.add(ANSWERS.of(site(place), host, site))));
    return all;
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

  private long site(Place place) {
    return total(place.id()) - place.base();
  }

  private long total(int id) {
    return udp.stream().mapToLong(t -> t.readSite(id)).sum()
        + tcp.stream().mapToLong(t -> t.readSite(id)).sum();
  }
}
