package dev.spillway.simulator.policies;

import dev.spillway.simulator.Contender;
import dev.spillway.simulator.Rates;
import dev.spillway.simulator.Settings;
import java.util.List;

/** All policies that can be compared, by name. */
public final class Policies {
  /** In the order of tables: ours, what people use today, then the bounds. */
  public static final List<String> NAMES =
      List.of(
          "spillway",
          "hpa",
          "hysteresis",
          "microsoft-guide",
          "private-only",
          "always-on",
          "oracle");

  private Policies() {}

  /**
   * A new object for one run.
   *
   * @throws IllegalArgumentException when there is no such policy
   */
  public static Contender make(String name, Settings settings, Rates rates) {
    return switch (name) {
      case "spillway" -> new SpillwayPolicy(settings.rules());
      case "hpa" -> new Hpa(settings);
      case "hysteresis" -> new Hysteresis(settings);
      case "microsoft-guide" -> new MicrosoftGuide(settings);
      case "private-only" -> new PrivateOnly();
      case "always-on" -> new AlwaysOn(settings, rates);
      case "oracle" -> new Oracle(settings, rates);
      default ->
          throw new IllegalArgumentException(
              "no policy '" + name + "'; known are " + String.join(", ", NAMES));
    };
  }

  /** What a policy is, in a sentence. */
  public static String about(String name) {
    return switch (name) {
      case "spillway" -> "the code that decides live";
      case "hpa" -> "as the Kubernetes autoscaler: target 70 %, 300 s of stabilisation";
      case "hysteresis" -> "thresholds: out above 80 % of home, back below 50 %";
      case "microsoft-guide" -> "one threshold toggles all traffic; CPU rules of App Service";
      case "private-only" -> "no public site at all";
      case "always-on" -> "public instances for the peak, all the time";
      case "oracle" -> "knows the future; what no policy can undercut without loss";
      default -> "";
    };
  }
}
