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

/**
 * What a decision says to people: headline, active bound, what comes next, and each site's reason.
 */
final class Words {
  /** Clients count as being lost from this fraction of demand on: less is noise at the edges. */
  private static final double LOSING = 0.02;

  /** From here on, what may be used up is told of. */
  private static final double TELL_USED = 0.7;

  private static final Duration FORESEEABLE = Duration.ofHours(6);
  private static final DateTimeFormatter CLOCK =
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
                + counted(a.facts().ready(), "instance"))
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
            case HOME, HOLDING, IMPAIRED ->
                "Instances are started when more than "
                    + Rate.perSecond(s.target())
                    + " is expected within "
                    + Units.show(s.leads().far())
                    + " (now "
                    + Rate.perSecond(s.expectedFar())
                    + ").";
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

  String homeReason(Facts f, double share) {
    if (!f.serves()) {
      return "no ready instance" + sick(f) + "; it keeps what public sites do not take";
    }
    return "carries "
        + Share.of(Math.clamp(share, 0, 1))
        + " of "
        + Rate.perSecond(s.demand() == null ? 0 : s.demand())
        + " with a capacity of "
        + Rate.perSecond(f.capacity())
        + sick(f);
  }

  String reason(Asked a) {
    Facts f = a.facts();
    StringBuilder text = new StringBuilder(shareReason(a));
    text.append("; ")
        .append(counted(a.count(), "instance"))
        .append(" wanted of ")
        .append(f.rules().instances())
        .append(", ")
        .append(f.ready())
        .append(" ready");
    if (a.need() < a.count()) {
      text.append(", ")
          .append(a.need())
          .append(" needed now, the rest held for ")
          .append(Units.show(tuning.instanceHold()));
    }
    if (a.need() > f.rules().instances()) {
      text.append(", ").append(a.need()).append(" would be needed");
    }
    if (a.draining()) {
      text.append(", draining ")
          .append(f.demand() == null ? "(not measured)" : "" + Rate.perSecond(f.demand()));
    }
    if (!a.why().isEmpty()) {
      text.append("; ").append(a.why());
    }
    return text.append(sick(f)).append(person(f)).toString();
  }

  private String shareReason(Asked a) {
    Facts f = a.facts();
    double share = a.given().share();
    String numbers = s.outlook() == null ? "demand is not known" : forecast(s.outlook());
    String text = Share.of(share) + " of the clients: " + numbers;
    if (f.linkAway() != null) {
      text +=
          f.linkLongAway()
              ? "; the link has been away for "
                  + Units.show(f.linkAway())
                  + ", longer than "
                  + Units.show(tuning.linkGrace())
                  + ": no clients"
              : "; the link has been away for "
                  + Units.show(f.linkAway())
                  + ": no change until "
                  + Units.show(tuning.linkGrace());
    }
    text += follows(f) + fullest(f) + choice(a.given());
    String bound = a.given().bound();
    return bound.isEmpty()
        ? text
        : text
            + "; bound by "
            + bound
            + (a.given().need() > share
                ? " (" + Share.of(Math.min(1, a.given().need())) + " needed)"
                : "");
  }

  /** What is expected, where from, and what it is measured against. */
  private String forecast(Outlook outlook) {
    String text =
        "expected "
            + Rate.perSecond(s.expectedNear())
            + " within "
            + Units.show(s.leads().near())
            + " (now "
            + Rate.perSecond(outlook.level())
            + ", "
            + outlook.regime().name().toLowerCase(Locale.ROOT)
            + String.format(
                Locale.ROOT,
                "; margin %+.0f %% held %.0f %% of the time)",
                100 * (outlook.margin(outlook.near()) - 1),
                100 * Outlook.NEAR_QUANTILE)
            + " against "
            + Rate.perSecond(s.target())
            + " planned at home";
    text += events();
    return s.expectedSurge() == 0
        ? text
        : text + "; demand often jumps to " + Rate.perSecond(s.expectedSurge()) + " at this time";
  }

  private String events() {
    return s.events()
        .map(e ->
            "; '"
                + e.name()
                + "' brings "
                + e.demand()
                + (e.from().isAfter(s.now().wall())
                    ? " at " + CLOCK.format(e.from())
                    : " until " + CLOCK.format(e.until())))
        .collect(Collectors.joining());
  }

  private static String follows(Facts f) {
    return f.follow() == 1
        ? ""
        : String.format(
            Locale.ROOT,
            "; %.0f clients come for each 100 sent, which is reckoned with",
            100 * f.follow());
  }

  /** What is nearest to being used up, when it is near. */
  private String fullest(Facts f) {
    Headroom home = Headroom.atHome(s);
    Headroom way = Headroom.of(s, f);
    Headroom most = way.used() > home.used() ? way : home;
    return most.used() < TELL_USED
        ? ""
        : String.format(Locale.ROOT, "; %s: %.0f %% used", most.name(), 100 * most.used());
  }

  /** Which other shares would have done. */
  private String choice(Shares.Given given) {
    double least = given.need();
    double most = Math.min(1, given.most());
    if (mode != Mode.NORMAL || given.share() <= 0 || least >= most) {
      return "";
    }
    return "; from " + Share.of(Math.clamp(least, 0, 1)) + " to " + Share.of(most) + " would do";
  }

  private String person(Facts f) {
    Intervention spill = s.active(Intervention.Kind.SPILL, f.name());
    if (spill != null) {
      return "; "
          + spill.who()
          + " asked for at least "
          + spill.share()
          + " until "
          + CLOCK.format(spill.expires())
          + " ("
          + spill.reason()
          + ")";
    }
    Intervention verify = s.active(Intervention.Kind.VERIFY, f.name());
    return verify == null
        ? ""
        : "; one instance for " + verify.who() + " (" + verify.reason() + ")";
  }

  private static String sick(Facts f) {
    var i = f.sick();
    return i == null
        ? ""
        : "; "
            + i.id()
            + " is "
            + i.readiness().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + (i.why().isEmpty() ? "" : " (" + i.why() + ")");
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
