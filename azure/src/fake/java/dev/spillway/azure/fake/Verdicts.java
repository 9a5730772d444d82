package dev.spillway.azure.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How many calls there were in this run, by who sent them and whether a description covers them.
 * Safe for any thread.
 */
public final class Verdicts {
  /** Who sent a call that was judged. */
  public enum Sender {
    /** The adapters; each call has to be as described. */
    OURS,
    /** Microsoft's own clients, which nobody here can change. */
    FOREIGN,
    /** A test that wants to hear no. */
    WRONG
  }

  /** Calls to the Resource Manager that no description covers, by kind; the only ones. */
  private static final Map<String, Pattern> NOT_COVERED =
      Map.of(
          "exists in tests only", path(".*/providers/Fake\\..*"),
          "list of a provider's versions (the validator takes it for a call to the provider)",
              path("/+subscriptions/[^/]+/providers/[^/]+"),
          "certificates of App Service (no description kept here)",
              path(".*/providers/Microsoft\\.Web/certificates/.*"),
          "permissions (no description kept here)",
              path(".*/providers/Microsoft\\.Authorization/permissions"),
          "free names and regions (no description kept here)",
              path(".*/providers/Microsoft\\.Web/(checknameavailability|geoRegions)"),
          "quotas (no description kept here)",
              path(".*/providers/Microsoft\\.(Web/locations|App/managedEnvironments)/[^/]+/usages"),
          "address of an operation (whatever the service says)",
              path(".*/(operationResults|containerappOperation(Results|Statuses))/.*"));

  private static final Map<Sender, Integer> JUDGED = new EnumMap<>(Sender.class);
  private static final Map<String, Integer> UNJUDGED = new TreeMap<>();

  private Verdicts() {}

  private static Pattern path(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Why no description covers a path of the Resource Manager; empty when one has to. */
  static Optional<String> notCovered(String path) {
    return NOT_COVERED.entrySet().stream()
        .filter(kind -> kind.getValue().matcher(path).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static synchronized void judged(Sender sender) {
    JUDGED.merge(sender, 1, Integer::sum);
  }

  static synchronized void notJudged(String kind) {
    UNJUDGED.merge(kind, 1, Integer::sum);
  }

  /** Calls of this sender that were judged so far. */
  public static synchronized int of(Sender sender) {
    return JUDGED.getOrDefault(sender, 0);
  }

  /** For people, a line for each figure. */
  public static synchronized String text() {
    StringBuilder all = new StringBuilder();
    for (Sender one : Sender.values()) {
      String who =
          switch (one) {
            case OURS -> "of the adapters, all as described";
            case FOREIGN -> "of other clients";
            case WRONG -> "wrong on purpose";
          };
      all.append("%7d calls %s%n".formatted(JUDGED.getOrDefault(one, 0), who));
    }
    UNJUDGED.forEach((kind, n) -> all.append("%7d not judged: %s%n".formatted(n, kind)));
    return all.toString();
  }

  /** Leaves the figures for who reads what a run left behind. */
  static void write() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Files.writeString(target.resolve("oav.txt"), text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
