package dev.spillway.core;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place where the app runs.
 *
 * @param name letters, digits and dashes; unique in its app
 * @param addresses what DNS answers for this site; empty means the addresses of its ready instances
 * @param capacity what a private site carries within the objective; for a public site, what one
 *     instance carries
 * @param learns {@code capacity} is a first guess, and is learned
 * @param instances a private site: how many instances run; a public site: how many may run at most
 * @param cost price of one public instance for an hour; null when it is not known
 * @param billed an instance is billed in whole pieces of this time; zero when by the second or not
 *     known
 * @param idle what a public site keeps while it carries nothing
 * @param gateway where the link's public end runs; null when the site needs no link
 * @param settings environment of each instance, with references still in place
 */
public record Site(
    String name,
    Role role,
    List<String> addresses,
    Rate capacity,
    boolean learns,
    int instances,
    @Nullable Money cost,
    Duration billed,
    IdleLevel idle,
    AdapterSpec platform,
    List<AdapterSpec> signals,
    @Nullable AdapterSpec gateway,
    Map<String, String> settings) {
  /** With a capacity that is known, billed by the second. */
  public Site(
      String name,
      Role role,
      List<String> addresses,
      Rate capacity,
      int instances,
      @Nullable Money cost,
      IdleLevel idle,
      AdapterSpec platform,
      List<AdapterSpec> signals,
      @Nullable AdapterSpec gateway,
      Map<String, String> settings) {
    this(
        name,
        role,
        addresses,
        capacity,
        false,
        instances,
        cost,
        Duration.ZERO,
        idle,
        platform,
        signals,
        gateway,
        settings);
  }

  public Site {
    addresses = List.copyOf(addresses);
    signals = List.copyOf(signals);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  public boolean isPublic() {
    return role == Role.PUBLIC;
  }
}
