package dev.spillway.azure.steering;

import dev.spillway.azure.steering.Profile.Endpoint;
import dev.spillway.azure.steering.Profile.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a profile's endpoints may show without anybody else having changed them: what was seen
 * first, or written last; both while it is not known whether a write got through. Not safe for
 * several threads.
 */
final class Known {
  private final Map<String, List<Setting>> byEndpoint =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  boolean nothing() {
    return byEndpoint.isEmpty();
  }

  /** All that is there is as it should be. */
  void seen(Profile profile) {
    profile.endpoints().forEach(e -> byEndpoint.put(e.name(), List.of(e.setting())));
  }

  /** It is about to be written: from now on it may be there. */
  void writing(String endpoint, Setting setting) {
    List<Setting> may = new ArrayList<>(byEndpoint.getOrDefault(endpoint, List.of()));
    may.add(setting);
    byEndpoint.put(endpoint, may);
  }

  /** It was read back. */
  void written(String endpoint, Setting setting) {
    byEndpoint.put(endpoint, List.of(setting));
  }

  /** One line for each of these endpoints that shows something else; others are passed over. */
  List<String> surprises(Profile profile, Collection<String> endpoints) {
    List<String> all = new ArrayList<>();
    for (String name : endpoints) {
      List<Setting> may = byEndpoint.get(name);
      Setting now = profile.endpoint(name).map(Endpoint::setting).orElse(Setting.OFF);
      if (may != null && may.stream().noneMatch(now::same)) {
        String before = may.stream().map(Setting::toString).collect(Collectors.joining(" or "));
        all.add(name + " is " + now + ", was " + before);
      }
    }
    return all;
  }
}
