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

  /** By site; empty text means done. */
  private final Map<String, String> outcomes = new ConcurrentHashMap<>();

  Staging(Deployer.Stager stager, Deployer.Background background) {
    this.stager = stager;
    this.background = background;
  }

  void forget() {
    outcomes.clear();
  }

  /**
   * Begins it unless it is under way.
   *
   * @return how it ended: empty text when staged, else why not; nothing while it goes on
   */
  Optional<String> outcome(String site, Release release) {
    String outcome = outcomes.get(site);
    if (outcome == null) {
      background.offer(
          "staging " + release.digest().brief() + " at " + site,
          () -> {
            outcomes.put(site, outcomeOf(site, release));
          });
    }
    return Optional.ofNullable(outcomes.get(site));
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
