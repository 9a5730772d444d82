package dev.spillway.core;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The ordered changes that lead from what is to what was decided; empty when nothing is to do. A
 * later step may rely on an earlier one; when a step fails, those after it wait for the next tick.
 */
public record Plan(List<Step> steps) {
  public static final Plan EMPTY = new Plan(List.of());

  public Plan {
    steps = List.copyOf(steps);
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /** One change. */
  public sealed interface Step {
    /** In plain words, as a dry run prints it. */
    String describe();
  }

  public record StartGateway(String site) implements Step {
    @Override
    public String describe() {
      return "start the gateway at " + site;
    }
  }

  /**
   * @param instance the lowest free id of the site: its name, a dash and a number from 1
   */
  public record StartInstance(String site, String instance) implements Step {
    @Override
    public String describe() {
      return "start " + instance + " at " + site;
    }
  }

  /** Publishes all shares of the app at once. */
  public record SetShares(List<SiteShare> shares) implements Step {
    public SetShares {
      shares = List.copyOf(shares);
    }

    @Override
    public String describe() {
      return "set shares: "
          + shares.stream().map(s -> s.site() + " " + s.share()).collect(Collectors.joining(", "));
    }
  }

  public record SiteShare(String site, Share share) {}

  public record StopInstance(String site, String instance, String why) implements Step {
    @Override
    public String describe() {
      return "stop " + instance + " at " + site + ": " + why;
    }
  }

  public record StopGateway(String site) implements Step {
    @Override
    public String describe() {
      return "remove the gateway at " + site;
    }
  }
}
