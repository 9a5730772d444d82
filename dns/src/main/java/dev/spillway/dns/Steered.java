package dev.spillway.dns;

import dev.spillway.core.SteeredHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of the steering table, ready to answer from. Immutable but for its counters.
 *
 * <p>Each answer names one site only: clients that get the addresses of two sites pick the nearer
 * one, not ours (RFC 6724, RFC 8305). What is answered, by what the drawn site has:
 *
 * <pre>
 * asked | drawn site has it | another site has it | answer
 * A     | yes               |                     | the drawn site
 * A     | no                | yes                 | those that have it, by their shares: IPv4 is
 *       |                   |                     | what every client can fall back to
 * AAAA  | yes               |                     | the drawn site
 * AAAA  | no                | yes or no           | NODATA: the client then asks for the same
 *       |                   |                     | site's A instead of drifting to another site
 * any   | no site with a share has it             | NODATA
 * </pre>
 */
final class Steered {
  private static final double UNIT = 0x1p-53;

  /** Low bits of a draw that turn the addresses; the choice uses the upper 53. */
  private static final int TURN_BITS = 11;

  /**
   * A site with a share above 0.
   *
   * @param upTo where its part of the range 0 to 1 ends
   * @param v4 4 bytes for each address
   * @param v6 16 bytes for each address
   * @param answers how many answers named it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never written
  record Choice(String site, double from, double upTo, byte[] v4, byte[] v6, LongAdder answers) {
    byte[] addresses(boolean six) {
      return six ? v6 : v4;
    }
  }

  final SteeredHost row;
  final int ttlSeconds;
  private final Choice[] all;
  private final Choice[] withV4;

  /**
   * @param counter the counter of a site's answers
   * @throws IllegalArgumentException when an address is not one
   */
  Steered(SteeredHost row, Function<String, LongAdder> counter) {
    this.row = row;
    this.ttlSeconds = (int) row.ttl().toSeconds();
    List<SteeredHost.SiteAnswer> sharing =
        row.sites().stream().filter(s -> !s.share().isNone()).toList();
    this.all = choices(sharing, counter);
    this.withV4 =
        choices(
            sharing.stream().filter(s -> Names.packed(s.addresses(), false).length > 0).toList(),
            counter);
  }

  /** Shares of these sites among themselves, as ranges of 0 to 1 that follow one another. */
  private static Choice[] choices(
      List<SteeredHost.SiteAnswer> sites, Function<String, LongAdder> counter) {
    double sum = sites.stream().mapToDouble(s -> s.share().value()).sum();
    List<Choice> choices = new ArrayList<>();
    double before = 0;
    for (SteeredHost.SiteAnswer s : sites) {
      boolean last = choices.size() == sites.size() - 1;
      double after = before + s.share().value();
      choices.add(
          new Choice(
              s.site(),
              before / sum,
              last ? 1 : after / sum,
              Names.packed(s.addresses(), false),
              Names.packed(s.addresses(), true),
              counter.apply(s.site())));
      before = after;
    }
    return choices.toArray(Choice[]::new);
  }

  /**
   * The site to answer with; null means no data of that type.
   *
   * @param draw 64 even bits; the same draw gives the same site for A and AAAA
   */
  @Nullable Choice choose(long draw, boolean six) {
    double u = (draw >>> TURN_BITS) * UNIT;
    Choice drawn = pick(all, u);
    if (drawn.addresses(six).length > 0) {
      return drawn;
    }
    if (six || withV4.length == 0) {
      return null;
    }
    // u is even within the drawn site's range, so stretched to 0..1 it is a fresh draw
    return pick(withV4, (u - drawn.from()) / (drawn.upTo() - drawn.from()));
  }

  private static Choice pick(Choice[] choices, double u) {
    int i = 0;
    while (i < choices.length - 1 && u >= choices[i].upTo()) {
      i++;
    }
    return choices[i];
  }

  /** Which of {@code count} addresses comes first. */
  static int turn(long draw, int count) {
    return (int) ((draw & ((1 << TURN_BITS) - 1)) * count) >>> TURN_BITS;
  }
}
