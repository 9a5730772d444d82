package dev.spillway.control.release;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Release;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Brings artifacts to sites off the loop, one at a time, and keeps how that ended. */
final class Staging {
  private static final int ATTEMPTS = 3;

  private final Deployer.Stager stager;
  private final Deployer.Background background;

  /** By {@link #key}; empty text means done. */
  private final Map<String, String> outcomes = new ConcurrentHashMap<>();

  /** Counts what was forgotten: what was begun before and ends late is of no deployment. */
  private volatile int round;

  Staging(Deployer.Stager stager, Deployer.Background background) {
    this.stager = stager;
    this.background = background;
  }

  /** The deployments of before end here; called by one thread at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the deployer's lock
  void forget() {
    round++;
    outcomes.clear();
  }

  /**
   * Begins it unless it is under way.
   *
   * @return how it ended: empty text when staged, else why not; nothing while it goes on
   */
  Optional<String> outcome(String site, Release release) {
    String key = key(site);
    String outcome = outcomes.get(key);
    if (outcome == null) {
      background.offer(
          "staging " + release.digest().brief() + " at " + site,
          () -> {
            outcomes.put(key, outcomeOf(site, release));
          });
    }
    return Optional.ofNullable(outcomes.get(key));
  }

  private String key(String site) {
    return round + "/" + site;
  }

  /** Empty when staged; what may work the next time is tried again a few times. */
  private String outcomeOf(String site, Release release) {
    String why = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        stager.stage(site, release);
        return "";
      } catch (AdapterException.Transient e) {
        why = String.valueOf(e.getMessage());
      } catch (AdapterException | RuntimeException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return why + " (" + ATTEMPTS + " attempts)";
  }
}
