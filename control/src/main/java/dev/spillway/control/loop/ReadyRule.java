package dev.spillway.control.loop;

import dev.spillway.core.Digest;
import dev.spillway.core.Instance;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Machine;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether an instance may serve clients, from all that is known of it.
 *
 * <pre>
 * platform   digest        healthy   link shown   -> readiness
 * starting   any           any       any             STARTING
 * stopping   any           any       any             STOPPING
 * failed     any           any       any             FAILED
 * running    unknown       any       any             STARTING
 * running    not accepted  any       any             WRONG_DIGEST
 * running    accepted      no        any             UNHEALTHY if it was ready, else STARTING
 * running    accepted      yes       not yet         STARTING
 * running    accepted      yes       once            READY
 * </pre>
 *
 * The link is asked for once since the instance's start: a link lost later makes the site a dead
 * one only after its own grace, which the policy judges. Used by the app's loop only.
 */
final class ReadyRule {
  private final Set<String> wasReady = new HashSet<>();
  private final Set<String> restored;

  /**
   * @param restored the {@linkplain #key keys} of instances that were ready when the controller
   *     ended: they count as healthy until their probes have had the time to say otherwise
   */
  ReadyRule(Set<String> restored) {
    this.restored = new HashSet<>(restored);
    this.wasReady.addAll(restored);
  }

  /**
   * What is known of the site around the instance.
   *
   * @param down by service: the machine that holds it and does not run
   */
  record Around(
      Set<Digest> accepted,
      @Nullable Digest wanted,
      Map<String, Boolean> health,
      Map<String, String> reasons,
      boolean judged,
      boolean linked,
      @Nullable LinkStatus link,
      Map<String, Machine> down) {}

  /** Names one run of one instance, so that a successor with the same id starts anew. */
  static String key(String site, Instance instance) {
    return site + "/" + instance.id() + "/" + instance.started().toEpochMilli();
  }

  /** Forgets the runs of a site's instances that are gone. */
  void keepOnly(String site, Set<String> present) {
    wasReady.removeIf(key -> key.startsWith(site + "/") && !present.contains(key));
  }

  /** The probes of a site have had their time: from now on only they count. */
  void endGrace(String site) {
    restored.removeIf(key -> key.startsWith(site + "/"));
  }

  InstanceView judge(String site, Instance instance, Around around) {
    Digest digest = instance.digest();
    Digest wanted = around.wanted();
    boolean outdated =
        digest != null
            && around.accepted().contains(digest)
            && wanted != null
            && !digest.equals(wanted);
    String key = key(site, instance);
    return switch (instance.state()) {
      case STARTING -> view(instance, Readiness.STARTING, outdated, or(instance, "starting"));
      case STOPPING -> view(instance, Readiness.STOPPING, outdated, or(instance, "stopping"));
      case FAILED -> view(instance, Readiness.FAILED, outdated, or(instance, "ended by itself"));
      case RUNNING -> running(key, instance, digest, outdated, around);
    };
  }

  private InstanceView running(
      String key, Instance instance, @Nullable Digest digest, boolean outdated, Around around) {
    if (digest == null) {
      return view(instance, Readiness.STARTING, outdated, "its digest is not known yet");
    }
    if (!around.accepted().contains(digest)) {
      wasReady.remove(key);
      return view(
          instance,
          Readiness.WRONG_DIGEST,
          false,
          "runs " + digest.brief() + ", which is no release of this app");
    }
    Boolean healthy = around.judged() ? around.health().get(instance.id()) : Boolean.TRUE;
    if (Boolean.TRUE.equals(healthy)) {
      restored.remove(key);
    } else if (!restored.contains(key)) {
      String why = around.reasons().getOrDefault(instance.id(), "no healthy answer yet");
      Readiness readiness = wasReady.contains(key) ? Readiness.UNHEALTHY : Readiness.STARTING;
      return view(instance, readiness, outdated, why);
    }
    if (around.linked() && !wasReady.contains(key) && !shown(around.link())) {
      return view(instance, Readiness.STARTING, outdated, linkWait(around.link(), around.down()));
    }
    wasReady.add(key);
    return view(instance, Readiness.READY, outdated, "");
  }

  private static boolean shown(@Nullable LinkStatus link) {
    return link != null
        && link.connected()
        && link.services().values().stream().allMatch(Boolean::booleanValue);
  }

  private static String linkWait(@Nullable LinkStatus link, Map<String, Machine> down) {
    if (link == null) {
      return "waits for the link: the agent tells nothing of it";
    }
    if (!link.connected()) {
      return "waits for the link, which is not connected";
    }
    List<String> dead =
        link.services().entrySet().stream()
            .filter(s -> !s.getValue())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    String why =
        dead.stream()
            .map(down::get)
            .filter(Objects::nonNull)
            .map(machine -> "; the machine " + machine.sentence())
            .collect(Collectors.joining());
    return "waits for an answer through the link from " + dead + why;
  }

  private static String or(Instance instance, String otherwise) {
    return instance.detail().isEmpty() ? otherwise : instance.detail();
  }

  private static InstanceView view(
      Instance instance, Readiness readiness, boolean outdated, String why) {
    return new InstanceView(instance.id(), readiness, outdated, why);
  }
}
