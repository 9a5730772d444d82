package dev.spillway.core;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One change on a platform. Applying a change that is already true does nothing. */
public sealed interface PlatformChange {

  /** Brings a release to the site and checks its digest there; nothing starts yet. */
  record Stage(Release release, Path artifact) implements PlatformChange {}

  /**
   * Starts one instance of a staged release.
   *
   * @param instance its id; an id that exists already is left alone
   * @param settings its environment; everything is expanded except {@code ${instance:…}}. May hold
   *     secrets: never logged, stored or passed as arguments
   */
  record Start(String instance, Release release, Map<String, String> settings)
      implements PlatformChange {
    public Start {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    @Override
    public String toString() {
      return "Start[" + instance + ", " + release + ", settings " + settings.keySet() + "]";
    }
  }

  /**
   * Ends one instance: asked first, forced after {@code grace}. Returns once the request is made;
   * the instance is listed as stopping until it is gone.
   */
  record Stop(String instance, Duration grace) implements PlatformChange {}
}
