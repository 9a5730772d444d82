package dev.spillway.azure.containerapps;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an app shall be.
 *
 * @param image by digest; empty when it shall stay as it is
 * @param settings null when they are not known and shall stay as they are
 */
record Wanted(int replicas, String image, @Nullable Map<String, String> settings) {

  /** The settings with what the app is told besides; none when they are not known. */
  Map<String, String> known(ContainerAppsSettings all) {
    Map<String, String> more = new TreeMap<>();
    if (settings != null) {
      more.putAll(settings);
      more.put("PORT", Integer.toString(all.targetPort()));
    }
    return more;
  }

  @Override
  public String toString() {
    return "Wanted[" + replicas + " of " + image + "]";
  }
}
