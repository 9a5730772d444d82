package dev.spillway.control.release;

import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which release each site should run, and which deployments led there.
 *
 * @param good the last release that was verified on every site; null before the first
 * @param since when {@code good} became that; null before the first
 * @param wanted by site name; a site without one runs nothing
 * @param deployments newest first, the last {@value #HISTORY}
 * @param former by site name, the latest last: what was wanted there before, or ran there before
 *     any release was known; it serves until what is wanted has taken its place and its clients
 *     have left
 */
public record ReleaseState(
    @Nullable Release good,
    @Nullable Instant since,
    Map<String, Release> wanted,
    List<Deployment> deployments,
    Map<String, List<Digest>> former) {
  static final int HISTORY = 50;

  /** So many releases can be gone back to without handing them over again. */
  static final int KEPT = 10;

  public static final ReleaseState EMPTY =
      new ReleaseState(null, null, Map.of(), List.of(), Map.of());

  /** A state that an earlier version stored has no {@code former}. */
  public ReleaseState {
    wanted = Collections.unmodifiableMap(new LinkedHashMap<>(wanted));
    deployments = List.copyOf(deployments);
    former = former == null ? Map.of() : Map.copyOf(former);
  }

  public Optional<Release> wanted(String site) {
    return Optional.ofNullable(wanted.get(site));
  }

  /**
   * What an instance at a site may run and still serve: the wanted and the last good release, and
   * what was wanted there before.
   */
  public Set<Digest> accepted(String site) {
    Set<Digest> digests = new LinkedHashSet<>();
    wanted(site).ifPresent(r -> digests.add(r.digest()));
    Release last = good;
    if (last != null) {
      digests.add(last.digest());
    }
    digests.addAll(former.getOrDefault(site, List.of()));
    return digests;
  }

  /** No release was ever wanted at any site, so nothing that runs can be the wrong one. */
  public boolean knowsNothing() {
    return good == null && wanted.isEmpty() && former.isEmpty();
  }

  /** What runs, is on its way or may be gone back to: its artifact is kept. */
  public Set<Digest> needed() {
    Set<Digest> digests = new LinkedHashSet<>();
    wanted.keySet().forEach(site -> digests.addAll(accepted(site)));
    deployments.stream()
        .map(d -> new Digest(d.digest()))
        .distinct()
        .limit(KEPT)
        .forEach(digests::add);
    return digests;
  }

  /** The newest deployment. */
  public Optional<Deployment> newest() {
    return deployments.stream().findFirst();
  }

  /** The deployment that is not at its end. */
  public Optional<Deployment> running() {
    return newest().filter(Deployment::open);
  }

  ReleaseState wanting(String site, @Nullable Release release) {
    Map<String, Release> changed = new LinkedHashMap<>(wanted);
    if (release == null) {
      changed.remove(site);
      return new ReleaseState(good, since, changed, deployments, former);
    }
    Release before = changed.put(site, release);
    ReleaseState next = new ReleaseState(good, since, changed, deployments, former);
    return before == null ? next : next.former(site, List.of(before.digest()));
  }

  ReleaseState with(Deployment deployment) {
    List<Deployment> all = new ArrayList<>(deployments);
    all.removeIf(d -> d.id().equals(deployment.id()));
    all.addFirst(deployment);
    return new ReleaseState(
        good, since, wanted, all.subList(0, Math.min(all.size(), HISTORY)), former);
  }

  ReleaseState good(Release release, Instant at) {
    return new ReleaseState(release, at, wanted, deployments, former);
  }

  ReleaseState former(String site, Collection<Digest> digests) {
    List<Digest> all = new ArrayList<>(former.getOrDefault(site, List.of()));
    all.removeAll(digests);
    all.addAll(digests);
    Map<String, List<Digest>> changed = new LinkedHashMap<>(former);
    changed.put(site, all.subList(Math.max(0, all.size() - KEPT), all.size()));
    return new ReleaseState(good, since, wanted, deployments, changed);
  }
}
