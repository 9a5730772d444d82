package dev.spillway.dns;

import dev.spillway.core.SteeredHost;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a steering table at one version. Immutable.
 *
 * @param version grows by one with each change; 0 for a table that never had a row
 * @param byHost by host name, sorted
 */
public record Rows(long version, Map<String, SteeredHost> byHost) {
  /** Of a table that never had a row. */
  public static final Rows NONE = new Rows(0, Map.of());

  public Optional<SteeredHost> row(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  public Collection<SteeredHost> hosts() {
    return byHost.values();
  }

  Rows with(SteeredHost row) {
    return changed(row.host(), row);
  }

  Rows without(String host) {
    return changed(host, null);
  }

  private Rows changed(String host, @Nullable SteeredHost row) {
    Map<String, SteeredHost> copy = new TreeMap<>(byHost);
    if (row == null) {
      copy.remove(host);
    } else {
      copy.put(host, row);
    }
    return new Rows(version + 1, java.util.Collections.unmodifiableMap(copy));
  }
}
