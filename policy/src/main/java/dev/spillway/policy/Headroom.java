package dev.spillway.policy;

import dev.spillway.core.LinkStatus;
import dev.spillway.core.Signal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The largest share of clients that may come to public sites before something at home or on the way
 * there is used up: sessions or latency of a database, streams or bandwidth of a link. Of each of
 * them the used part u is known, 1 being all of it; the fullest one decides:
 *
 * <pre>
 *   u up to 90 %    comes + (0.9 / u − 1)    all of demand uses it alike, so this much more fits
 *   u up to 100 %   comes                    nothing more
 *   u above         seen · 0.9 / u           less, from what really comes, so a lag does not wind it up
 * </pre>
 *
 * <p>When home's database is used up, clients that do not leave are turned away at home, which
 * keeps the database alive: more of them elsewhere would take it down for all. What was not
 * measured lately bounds nothing, as a dead exporter must not keep clients from being served.
 *
 * @param share of all clients, infinite without a bound
 * @param name of what bounds it; empty without a bound
 * @param used how much of it is used, 1 for all
 */
record Headroom(double share, String name, double used) {
  static final double FULL = 0.9;
  private static final Headroom NONE = new Headroom(Double.POSITIVE_INFINITY, "", 0);

  /** What home bounds for all public sites together. */
  static Headroom atHome(Situation s) {
    if (s.home().allMatch(f -> f.view().used().isEmpty())) {
      return NONE;
    }
    Map<String, Double> used = new TreeMap<>();
    s.home().forEach(f -> addFresh(used, f));
    double comes = s.publicSites().stream().mapToDouble(Facts::comes).sum();
    Double seen = null;
    for (Facts f : s.publicSites()) {
      Double here = seen(s, f);
      seen = here == null ? seen : (seen == null ? here : Double.valueOf(seen + here));
    }
    return of(used, comes, seen);
  }

  /** What the way to one public site bounds. */
  static Headroom of(Situation s, Facts f) {
    LinkStatus link = f.view().link();
    boolean limited = f.rules().linked() && link != null && !link.used().isEmpty();
    if (!limited && f.view().used().isEmpty()) {
      return NONE;
    }
    Map<String, Double> used = new TreeMap<>();
    if (f.rules().linked() && link != null) {
      link.used().forEach((service, part) -> used.put("link to " + service, part));
    }
    addFresh(used, f);
    return of(used, f.comes(), seen(s, f));
  }

  private static void addFresh(Map<String, Double> used, Facts f) {
    for (Map.Entry<String, Signal> e : f.view().used().entrySet()) {
      if (e.getValue().freshWithin(f.tuning().staleAfter())) {
        used.merge(e.getKey(), Math.max(0, e.getValue().value()), Math::max);
      }
    }
  }

  private static @Nullable Double seen(Situation s, Facts f) {
    Double here = f.demand();
    return here == null || s.present() <= 0 ? null : Double.valueOf(here / s.present());
  }

  private static Headroom of(Map<String, Double> used, double comes, @Nullable Double seen) {
    Headroom least = NONE;
    for (Map.Entry<String, Double> e : used.entrySet()) {
      double u = e.getValue();
      double share =
          u > 1
              ? Math.min(comes, seen == null ? comes : seen) * FULL / u
              : u > FULL ? comes : comes + (FULL / Math.max(1e-6, u) - 1);
      if (u > least.used) {
        least = new Headroom(share, e.getKey(), u);
      }
    }
    return least;
  }
}
