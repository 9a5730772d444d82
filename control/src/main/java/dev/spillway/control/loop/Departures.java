package dev.spillway.control.loop;

import dev.spillway.core.Instance;
import dev.spillway.core.Now;
import dev.spillway.core.Plan;
import dev.spillway.core.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Instances that go while their site keeps a share: first out of the answers, and stopped only when
 * their own clients have left, by measurement or after the longest drain. Until then they count as
 * stopping. Not stored: after a restart such an instance is one too many again, and leaves again.
 * Safe for any thread.
 */
final class Departures {
  private final AppParts parts;
  private final Map<String, SiteWatch> watches;
  private final Publisher publisher;
  private final Map<String, Long> since = new ConcurrentHashMap<>();

  Departures(AppParts parts, Map<String, SiteWatch> watches, Publisher publisher) {
    this.parts = parts;
    this.watches = watches;
    this.publisher = publisher;
  }

  boolean any() {
    return !since.isEmpty();
  }

  boolean has(String site, String instance) {
    return since.containsKey(key(site, instance));
  }

  /**
   * Lets an instance leave if clients are told of it now.
   *
   * @return false when no answer names it, so that it may be stopped at once
   */
  boolean begin(SiteParts site, String instance, Now now) {
    if (!told(site, instance)) {
      since.remove(key(site.name(), instance));
      return false;
    }
    since.putIfAbsent(key(site.name(), instance), now.nanos());
    return true;
  }

  private boolean told(SiteParts site, String instance) {
    SiteWatch watch = watches.get(site.name());
    if (watch == null || !site.site().addresses().isEmpty()) {
      return false; // a front of the platform's own answers for all
    }
    return watch.instances().stream()
        .filter(i -> i.id().equals(instance) && i.state() == Instance.State.RUNNING)
        .anyMatch(i -> answered(site.name(), i.endpoint().host()));
  }

  private boolean answered(String site, String address) {
    return publisher.published().stream()
        .flatMap(host -> host.sites().stream())
        .anyMatch(
            s -> s.site().equals(site) && !s.share().isNone() && s.addresses().contains(address));
  }

  /** Those that nobody would miss now. */
  List<Plan.StopInstance> due(Now now) {
    List<Plan.StopInstance> due = new ArrayList<>();
    double total =
        watches.values().stream()
            .flatMap(w -> w.readings().demandOf().values().stream())
            .mapToDouble(Double::doubleValue)
            .sum();
    for (SiteParts site : parts.sites()) {
      SiteWatch watch = watches.get(site.name());
      if (watch != null && watch.seen()) {
        forget(site.name(), watch.instances());
        Map<String, Double> demands = watch.readings().demandOf();
        for (Instance i : watch.instances()) {
          if (empty(site.name(), i.id(), demands.get(i.id()), total, now)) {
            due.add(new Plan.StopInstance(site.name(), i.id(), "its clients have left"));
          }
        }
      }
    }
    return due;
  }

  /** A successor with the same id starts anew. */
  private void forget(String site, List<Instance> listed) {
    List<String> known = listed.stream().map(i -> key(site, i.id())).toList();
    since.keySet().removeIf(k -> k.startsWith(site + "/") && !known.contains(k));
  }

  /** Measured only after every answer with its address has expired. */
  private boolean empty(
      String site, String instance, @Nullable Double demand, double total, Now now) {
    Long begun = since.get(key(site, instance));
    if (begun == null) {
      return false;
    }
    Tuning tuning = parts.app().tuning();
    Duration waited = now.since(begun);
    boolean measured =
        demand != null && demand <= tuning.leftover() * total && waited.compareTo(tuning.ttl()) > 0;
    return measured || waited.compareTo(tuning.drainMax()) > 0;
  }

  private static String key(String site, String instance) {
    return site + "/" + instance;
  }
}
