package dev.spillway.dns;

import dev.spillway.core.SteeredHost;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a steering table at one version. Immutable.
 *
 * @param version grows by one with each change; 0 for a table that never had a row
 * @param byHost by host name, sorted
 */
public record Rows(long version, SortedMap<String, SteeredHost> byHost) {
  /** Of a table that never had a row. */
  public static final Rows NONE = new Rows(0, Collections.emptySortedMap());

  /** One row alone. */
  public static Rows of(long version, SteeredHost row) {
    return new Rows(version - 1, NONE.byHost).with(row);
  }

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
    SortedMap<String, SteeredHost> copy = new TreeMap<>(byHost); // of a sorted map: no comparison
    if (row == null) {
      copy.remove(host);
    } else {
      copy.put(host, row);
    }
    return new Rows(version + 1, Collections.unmodifiableSortedMap(copy));
  }
}
