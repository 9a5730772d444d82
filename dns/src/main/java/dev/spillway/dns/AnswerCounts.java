package dev.spillway.dns;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * How often answers named each site of a host, over all who answer from one steering table: servers
 * of this process, and nodes that tell. Safe for any thread.
 */
public final class AnswerCounts {
  private final List<Function<String, Map<String, Long>>> sources = new CopyOnWriteArrayList<>();

  /**
   * Adds somebody who counts.
   *
   * @param source by host: answers by site, since it began; may fall when it begins anew
   */
  public void add(Function<String, Map<String, Long>> source) {
    sources.add(source);
  }

  public void remove(Function<String, Map<String, Long>> source) {
    sources.remove(source);
  }

  /** Of one host, by site; empty when nobody has answered for it. */
  public Map<String, Long> of(String host) {
    Map<String, Long> sum = new TreeMap<>();
    for (Function<String, Map<String, Long>> source : sources) {
      source.apply(host).forEach((site, count) -> sum.merge(site, count, Long::sum));
    }
    return sum;
  }
}
