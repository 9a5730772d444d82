package dev.spillway.control.loop;

import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Now;
import dev.spillway.core.Plan.SiteShare;
import dev.spillway.core.Share;
import dev.spillway.core.Site;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts an app's shares and addresses on every steering target. What it publishes always holds
 * together: a site without an address has no share, and home takes what nobody can. Safe for any
 * thread.
 */
final class Publisher {
  /** What is published is compared with what was meant so often, in case somebody changed it. */
  static final Duration COMPARED_EVERY = Duration.ofMinutes(1);

  private final App app;
  private final List<SteeringTarget> targets;

  /** Targets that failed when addresses were published; a working one never waits for them. */
  private final Backoff backoff = new Backoff();

  private @Nullable Long comparedAt;

  /** By target: what it was last seen or told to publish. */
  private final Map<SteeringTarget, SteeredHost> applied = new HashMap<>();

  /** What the first target publishes, to be read without waiting for a slow one. */
  private volatile @Nullable SteeredHost shown;

  /** The shares that were asked for last; null before anything was published. */
  private @Nullable Map<String, Share> wanted;

  /** When those were decided, monotonic nanoseconds; null before this process decided any. */
  private @Nullable Long decidedAt;

  Publisher(App app, List<SteeringTarget> targets) {
    this.app = app;
    this.targets = List.copyOf(targets);
  }

  /** Takes over what the first target published before this process began. */
  synchronized void resume() throws AdapterException {
    for (SteeringTarget target : targets) {
      Optional<SteeredHost> current = target.current(app.host());
      if (current.isPresent()) {
        remember(target, current.get());
        if (wanted == null) {
          Map<String, Share> shares = new HashMap<>();
          app.sites().forEach(s -> shares.put(s.name(), current.get().share(s.name())));
          wanted = shares;
        }
      }
    }
  }

  private void remember(SteeringTarget target, SteeredHost host) {
    applied.put(target, host);
    if (target == targets.getFirst()) {
      shown = host;
    }
  }

  /** What clients are told now; none at all before the first publication. Never waits. */
  Share share(String site) {
    SteeredHost host = shown;
    return host == null ? Share.NONE : host.share(site);
  }

  /** How many answers named each site, as the first target counts them; never waits. */
  Map<String, Long> answered() {
    return targets.isEmpty() ? Map.of() : targets.getFirst().answered(app.host());
  }

  /** What clients are told now; never waits. */
  Optional<SteeredHost> published() {
    return Optional.ofNullable(shown);
  }

  /**
   * Publishes new shares, unless later ones were published meanwhile: a plan may hang in a slow
   * call and go on when the world has changed.
   *
   * @param decided when the shares were decided
   */
  synchronized void publish(
      List<SiteShare> shares, Map<String, List<String>> addresses, Now decided)
      throws AdapterException {
    if (knowsLater(decided)) {
      return;
    }
    Map<String, Share> next = new HashMap<>();
    shares.forEach(s -> next.put(s.site(), s.share()));
    SteeredHost host =
        compose(next, addresses)
            .orElseThrow(() ->
                new AdapterException.Transient(
                    "no address of any site is known yet, so there is nothing to answer with"));
    wanted = next;
    decidedAt = decided.nanos();
    apply(host);
  }

  /** Shares that were decided later than that are published already. */
  synchronized boolean knowsLater(Now decided) {
    Long latest = decidedAt;
    return latest != null && decided.nanos() - latest < 0;
  }

  /**
   * Publishes the same shares again when the addresses behind them have changed, and every minute:
   * a target that somebody else changed says so then. A target that failed is left alone for a
   * while.
   *
   * @return what was published; empty when nothing changed
   */
  synchronized Optional<SteeredHost> refresh(Map<String, List<String>> addresses, Now now)
      throws AdapterException {
    Map<String, Share> shares = wanted;
    Optional<SteeredHost> host = shares == null ? Optional.empty() : compose(shares, addresses);
    boolean compares = comparedAt == null || now.since(comparedAt).compareTo(COMPARED_EVERY) >= 0;
    if (compares) {
      comparedAt = now.nanos();
    }
    if (host.isEmpty()) {
      return Optional.empty();
    }
    boolean news = false;
    AdapterException failure = null;
    for (SteeringTarget target : targets) {
      boolean same = host.get().equals(applied.get(target));
      if ((same && !compares) || backoff.waits(key(target), now)) {
        continue;
      }
      try {
        target.apply(host.get());
        remember(target, host.get());
        backoff.succeeded(key(target));
        news |= !same;
      } catch (AdapterException e) {
        applied.remove(target);
        backoff.failed(key(target), Duration.ZERO, now);
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return news ? host : Optional.empty();
  }

  /** Whether a target refused what was meant for it last, also while it is left alone. */
  synchronized boolean refused() {
    return wanted != null && !applied.keySet().containsAll(targets);
  }

  private String key(SteeringTarget target) {
    return Integer.toString(targets.indexOf(target));
  }

  private void apply(SteeredHost host) throws AdapterException {
    AdapterException failure = null;
    for (SteeringTarget target : targets) {
      if (host.equals(applied.get(target))) {
        continue;
      }
      try {
        target.apply(host);
        remember(target, host);
      } catch (AdapterException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private Optional<SteeredHost> compose(
      Map<String, Share> shares, Map<String, List<String>> addresses) {
    String home = app.home().name();
    double homeless = 0;
    List<SiteAnswer> answers = new ArrayList<>();
    for (Site site : app.sites()) {
      List<String> known = addresses.getOrDefault(site.name(), List.of());
      Share share = shares.getOrDefault(site.name(), Share.NONE);
      if (known.isEmpty() && !share.isNone()) {
        homeless += share.value();
        share = Share.NONE;
      }
      answers.add(new SiteAnswer(site.name(), share, known));
    }
    if (homeless > 0) {
      String heir = heir(home, answers);
      if (heir.isEmpty()) {
        return Optional.empty();
      }
      double more = homeless;
      answers.replaceAll(a ->
          a.site().equals(heir)
              ? new SiteAnswer(
                  a.site(), Share.of(Math.min(1, a.share().value() + more)), a.addresses())
              : a);
    }
    return Optional.of(new SteeredHost(app.host(), app.tuning().ttl(), answers));
  }

  /** Home if it has an address, else any site that has one: some answer is better than none. */
  private static String heir(String home, List<SiteAnswer> answers) {
    return answers.stream()
        .filter(a -> !a.addresses().isEmpty())
        .map(SiteAnswer::site)
        .sorted((a, b) -> Boolean.compare(b.equals(home), a.equals(home)))
        .findFirst()
        .orElse("");
  }
}
