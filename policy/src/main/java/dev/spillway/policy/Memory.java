package dev.spillway.policy;

import dev.spillway.core.Now;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the policy remembers from tick to tick: plain numbers and lists of bounded length, so that
 * it can be stored as JSON. Times are nanoseconds of {@link Now#nanos()} and mean nothing to
 * another process: hand a stored memory to {@link #afterRestart} before it is used again.
 *
 * @param at when the latest decision was made; null before the first
 * @param outlook what is known of demand; null before the first measurement
 * @param changesLeft changes of shares that may still be made, see {@code changes-per-hour}; null
 *     before the first decision
 * @param overAt when measured demand was last above spill-at, seconds since 1970 by the wall clock,
 *     which means something after a restart too; null when it never was
 * @param lag how clients follow a change of shares
 * @param sites one for each site that was ever observed
 */
public record Memory(
    @Nullable Long at,
    @Nullable Outlook outlook,
    @Nullable Double changesLeft,
    @Nullable Long overAt,
    Lag lag,
    List<SiteMemory> sites) {

  public Memory {
    sites = List.copyOf(sites);
    // Absent in what an earlier version stored.
    lag = Objects.requireNonNullElseGet(lag, Lag::guess);
  }

  /** Of a policy that has seen nothing: every hold starts with the first observation. */
  public static Memory fresh() {
    return new Memory(null, null, null, null, Lag.guess(), List.of());
  }

  /**
   * Of a process that starts with what an earlier one stored: learned values stay (warm-ups, lag,
   * how far demand jumps and when it was high, changes left), everything that counts time starts
   * again. What shares and instances are is taken from the first observation, so a restart alone
   * moves nothing.
   */
  public static Memory afterRestart(Memory stored, Now now) {
    return new Memory(
        null,
        stored.outlook == null ? null : stored.outlook.afterRestart(now.nanos()),
        stored.changesLeft,
        stored.overAt,
        stored.lag,
        stored.sites.stream().map(SiteMemory::afterRestart).toList());
  }

  SiteMemory site(String name) {
    return sites.stream()
        .filter(s -> s.site().equals(name))
        .findFirst()
        .orElseGet(() -> SiteMemory.fresh(name));
  }
}
