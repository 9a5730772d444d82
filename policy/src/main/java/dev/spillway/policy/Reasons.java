package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.core.Rate;
import dev.spillway.core.Share;
import dev.spillway.core.Tuning;
import dev.spillway.core.Units;
import dev.spillway.policy.Instances.Asked;
import dev.spillway.policy.Situation.Mode;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why each site gets what it gets, for people. */
final class Reasons {
  /** From here on, what may be used up is told of. */
  private static final double TELL_USED = 0.7;

  private final Situation s;
  private final Mode mode;
  private final Tuning tuning;

  Reasons(Situation situation, Mode mode) {
    this.s = situation;
    this.mode = mode;
    this.tuning = situation.rules().tuning();
  }

  String ofHome(Facts f, double share) {
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

  String of(Asked a) {
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
                    ? " at " + Words.CLOCK.format(e.from())
                    : " until " + Words.CLOCK.format(e.until())))
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
          + Words.CLOCK.format(spill.expires())
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

  static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
