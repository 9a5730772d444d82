package dev.spillway.policy;

import dev.spillway.core.Intervention;
import dev.spillway.policy.Wanted.Overflow;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares where steering shows all or nothing, as plain DNS records do: one site has every client.
 * So a public site must be able to carry every client before it gets any, and goes on being sized
 * for all of them until they go home:
 *
 * <pre>
 *   clients   needed elsewhere   what is ready there carries             share
 *   at home   no                 -                                       0
 *   at home   yes                all that is expected, or more than      1
 *                                home does
 *   at home   yes                less                                    0
 *   there     -                  nothing                                 0
 *   there     -                  less than present and than home does    0
 *   there     -                  else; home alone would do for the hold  0
 *   there     -                  else                                    1
 * </pre>
 *
 * Nobody goes there while something at home or on the way there is used to more than 90 %, see
 * {@link Headroom}; it brings nobody back. Sites do not take the overflow together: the one that
 * has the clients keeps them, else the one that a person asked for, else the first that can be had
 * and is large enough.
 */
final class Switch {
  private Switch() {}

  /** The sites with the one that may take all in front. */
  static List<Facts> order(Situation s, List<Facts> sites) {
    Facts chosen =
        sites.stream()
            .filter(f -> s.active(Intervention.Kind.SPILL, f.name()) != null && !f.linkLongAway())
            .findFirst()
            .or(() -> sites.stream().filter(f -> f.share() > 0 && !f.dead()).findFirst())
            .or(() -> sites.stream().filter(f -> mayHave(s, f)).findFirst())
            .orElse(null);
    if (chosen == null) {
      return sites;
    }
    List<Facts> ordered = new ArrayList<>(sites);
    ordered.remove(chosen);
    ordered.addFirst(chosen);
    return ordered;
  }

  /** Enough instances for everybody may be asked for here. */
  private static boolean mayHave(Situation s, Facts f) {
    Long retryAt = f.memory().retryAt();
    boolean refused = retryAt != null && s.now().nanos() < retryAt;
    int most = refused ? f.standing() : f.rules().instances();
    return !f.linkLongAway()
        && s.carries(most * f.each().perSecond()) >= Math.max(s.expectedFar(), s.present());
  }

  /**
   * What a site is to be sized for: everybody or nobody.
   *
   * @param first it is the one that may take all
   */
  static Overflow overflow(Situation s, Facts f, double home, boolean first) {
    boolean there = f.share() > 0;
    if (!there && !first) {
      return new Overflow(0, 0, 0);
    }
    return new Overflow(
        whole(s.toStartFor(), home, there),
        whole(s.expectedStay(), home, there),
        whole(s.expectedSurge(), home, false));
  }

  private static double whole(double expected, double home, boolean there) {
    return there || expected > home ? expected : 0;
  }

  /**
   * The share, 0 or 1.
   *
   * @param carried by the instances that may take clients, req/s
   * @param needed home is not to have them all
   * @param home it was not needed for the hold
   */
  static double share(Situation s, Facts f, double carried, boolean needed, boolean home) {
    double kept = s.homeCapacity();
    if (f.share() > 0) {
      boolean carries = carried >= s.present() || carried >= kept;
      return carried > 0 && carries && !(home && !needed) ? 1 : 0;
    }
    boolean carries = carried >= Math.max(s.present(), s.expectedNear()) || carried > kept;
    return needed && carried > 0 && carries ? 1 : 0;
  }
}
