package dev.spillway.policy;

import dev.spillway.core.Decision.Phase;
import dev.spillway.core.Intervention;
import dev.spillway.core.Rate;
import dev.spillway.core.Share;
import dev.spillway.core.Tuning;
import dev.spillway.core.Units;
import dev.spillway.policy.Instances.Asked;
import dev.spillway.policy.Situation.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a decision says to people: its phase, a headline, the active bound and what comes next. */
final class Words {
  /** Clients count as being lost from this fraction of demand on: less is noise at the edges. */
  private static final double LOSING = 0.02;

  private static final Duration FORESEEABLE = Duration.ofHours(6);
  static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Situation s;
  private final Mode mode;
  private final List<Asked> asked;
  private final Tuning tuning;

  Words(Situation situation, Mode mode, List<Asked> asked) {
    this.s = situation;
    this.mode = mode;
    this.asked = asked;
    this.tuning = situation.rules().tuning();
  }

  Phase phase() {
    return switch (mode) {
      case ALL_DEAD, HOME_DEAD -> Phase.IMPAIRED;
      case BLIND, HELD -> Phase.HOLDING;
      case NORMAL -> losing() ? Phase.IMPAIRED : course();
    };
  }

  private Phase course() {
    if (out() > 0) {
      return Phase.SPILLING;
    }
    if (drains()) {
      return Phase.DRAINING;
    }
    if (asked.stream().anyMatch(a -> a.count() > a.facts().idle())) {
      return Phase.WARMING;
    }
    return standingBeyondIdle() > 0 ? Phase.DRAINING : Phase.HOME;
  }

  private boolean drains() {
    return asked.stream().anyMatch(Asked::draining);
  }

  private boolean losing() {
    return s.outlook() != null && s.outlook().lost() > Math.max(0.5, LOSING * s.level());
  }

  private double out() {
    return asked.stream().mapToDouble(a -> a.given().share()).sum();
  }

  private int standingBeyondIdle() {
    return asked.stream().mapToInt(a -> Math.max(0, a.facts().standing() - a.facts().idle())).sum();
  }

  String headline() {
    return switch (mode) {
      case ALL_DEAD ->
          "No site can serve: home has no ready instance and neither has any public site. Home gets all clients.";
      case HOME_DEAD ->
          "Home has no ready instance. Public sites keep "
              + Share.of(Math.min(1, out()))
              + ", home keeps the rest.";
      case BLIND -> blindHeadline();
      case HELD -> loss() + heldHeadline();
      case NORMAL -> loss() + normalHeadline();
    };
  }

  private String loss() {
    return losing() && s.outlook() != null
        ? "Losing " + Rate.perSecond(s.outlook().lost()) + ". "
        : "";
  }

  private String blindHeadline() {
    Facts f = s.blind();
    String who = f == null ? "any site" : f.name();
    Duration age = f == null ? null : f.age();
    return "Holding shares and instances as they are: no fresh signals from "
        + who
        + (age == null ? "." : " for " + Units.show(age) + ".");
  }

  private String heldHeadline() {
    Intervention hold = s.holding();
    return hold == null
        ? "Holding all shares as they are."
        : "Holding all shares as they are until "
            + CLOCK.format(hold.expires())
            + ": "
            + hold.who()
            + " asked for it ("
            + hold.reason()
            + ").";
  }

  private String warming() {
    boolean needed = asked.stream().anyMatch(a -> a.need() > a.facts().idle());
    return needed
        ? " is getting ready for an expected " + Rate.perSecond(s.expectedFar())
        : " stays ready, as it was needed a moment ago";
  }

  private String normalHeadline() {
    return switch (course()) {
      case SPILLING -> "Spilling " + spills() + back() + ".";
      case DRAINING ->
          ofHome()
              + (drains() ? "; the last clients are leaving " : "; stopping what is left at ")
              + names()
              + ".";
      case WARMING -> ofHome() + "; " + names() + warming() + ".";
      case HOME, HOLDING, IMPAIRED -> ofHome() + ".";
    };
  }

  private String spills() {
    return asked.stream()
        .filter(a -> a.given().share() > 0)
        .map(a ->
            Share.of(a.given().share())
                + " to "
                + a.facts().name()
                + " on "
                + Reasons.counted(a.facts().ready(), "instance"))
        .collect(Collectors.joining(" and "));
  }

  private String back() {
    Instant when = backAt();
    return when == null ? "" : "; expected back home at about " + CLOCK.format(when);
  }

  /**
   * When home alone will do, if demand goes on falling as it does; null when that is not in sight.
   */
  private @Nullable Instant backAt() {
    double above = Math.max(s.present(), s.expectedNear()) - s.returnBelow();
    double fall = s.outlook() == null ? 0 : -s.outlook().slope();
    if (above <= 0 || fall <= 0 || above / fall > FORESEEABLE.toSeconds()) {
      return null;
    }
    return s.now().wall().plusMillis(Math.round(above / fall * 1000)).plus(tuning.hold());
  }

  private String ofHome() {
    double demand = s.demand() == null ? 0 : s.demand();
    boolean over = demand > s.homeCapacity();
    String carries =
        over
            ? "gets all clients, more than it carries"
            : losing() ? "gets all clients" : "carries everything";
    return String.format(
        Locale.ROOT, "Home %s: %s of %s", carries, bare(demand), Rate.perSecond(s.homeCapacity()));
  }

  private static String bare(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
  }

  private String names() {
    return asked.stream()
        .filter(
            a -> Math.max(a.facts().standing(), Math.max(a.need(), a.count())) > a.facts().idle())
        .map(a -> a.facts().name())
        .collect(Collectors.joining(" and "));
  }

  String bound() {
    return switch (mode) {
      case ALL_DEAD -> "no site can serve";
      case HOME_DEAD -> "home is down";
      case BLIND -> "stale signals";
      case HELD -> "held by a person";
      case NORMAL ->
          asked.stream()
              .flatMap(a -> List.of(a.given().bound(), a.bound()).stream())
              .filter(text -> !text.isEmpty())
              .distinct()
              .collect(Collectors.joining(", "));
    };
  }

  String next() {
    return switch (mode) {
      case ALL_DEAD -> "As soon as an instance is ready anywhere, its site gets clients again.";
      case HOME_DEAD -> "As soon as home is ready, shares follow demand again.";
      case BLIND -> "Shares follow demand again as soon as fresh signals arrive.";
      case HELD -> "After that, or on resume, shares follow demand again.";
      case NORMAL ->
          switch (course()) {
            case HOME, HOLDING, IMPAIRED -> start();
            case WARMING ->
                "Clients are sent when more than "
                    + Rate.perSecond(s.target())
                    + " is expected and instances are ready.";
            case SPILLING ->
                "All come back home when demand stays below "
                    + Rate.perSecond(s.returnBelow())
                    + " for "
                    + Units.show(tuning.hold())
                    + ".";
            case DRAINING ->
                "Instances stop when their last clients have left, at most after "
                    + Units.show(tuning.drainMax())
                    + ", and they were not needed for "
                    + Units.show(tuning.instanceHold())
                    + ".";
          };
    };
  }

  private String start() {
    double least = s.startsFrom();
    return "Instances are started when more than "
        + Rate.perSecond(s.target())
        + " is expected within "
        + Units.show(s.leads().far())
        + " (now "
        + Rate.perSecond(s.expectedFar())
        + ")"
        + (least > 0 ? " and at least " + Rate.perSecond(least) + " is measured." : ".");
  }
}
