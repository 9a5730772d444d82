package dev.spillway.control.loop;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app's public sites have cost. A value: each tick makes a new one.
 *
 * <p>Formulas, with {@code c} the price of one instance for an hour at its site:
 *
 * <pre>
 * cost of a tick = sum over public sites of
 *                    ((instances that exist + gateway, if it bills) · seconds + late) · c / 3600
 *                  + what goes on burst or not, as the hosts of gateways that exist already
 * always on      = sum over public sites of (most instances that existed at once) · c · 730 h
 * </pre>
 *
 * A gateway that bills is counted at the price of one instance of its site. What goes on without a
 * burst counts in each month, and in a burst for as long as that lasts. 730 h is a mean month.
 *
 * @param month the calendar month (UTC) that {@code spent} is of, such as {@code 2026-11}
 * @param spent in this month
 * @param burst since the running burst began, or of the last one
 * @param bursting something public exists, has a share, or was not yet checked to be gone
 * @param most by site: the most instances that existed at once
 * @param last wall time of the last tick, so that what ran on without a controller is counted; null
 *     before the first
 */
public record Ledger(
    String month,
    double spent,
    double burst,
    boolean bursting,
    Map<String, Integer> most,
    @Nullable Instant last) {
  static final double HOURS_PER_MONTH = 730;
  static final Ledger EMPTY = new Ledger("", 0, 0, false, Map.of(), null);

  public Ledger {
    most = Collections.unmodifiableMap(new LinkedHashMap<>(most));
  }

  /**
   * What one public site has at the moment.
   *
   * @param hourly price of one instance for an hour
   * @param late seconds for which instances ran before they could be seen: a cloud bills from the
   *     moment at which it takes the order, and may answer that order much later
   * @param gateways 1 when there is a gateway that bills, else 0
   * @param open it has a share, something there exists, or nobody has checked that nothing does
   */
  record Use(String site, double hourly, int instances, double late, int gateways, boolean open) {
    Use open(boolean now) {
      return new Use(site, hourly, instances, late, gateways, now);
    }
  }

  /**
   * @param seconds since the last tick, on the monotonic clock
   * @param standing what went on since then, burst or not, in money
   */
  Ledger tick(List<Use> uses, double seconds, double standing, Instant wall) {
    YearMonth thisMonth = YearMonth.from(wall.atZone(ZoneOffset.UTC));
    double cost = 0;
    boolean open = false;
    Map<String, Integer> peak = new LinkedHashMap<>(most);
    for (Use use : uses) {
      double running = (use.instances() + use.gateways()) * seconds + use.late();
      cost += running * use.hourly() / 3600;
      open |= use.open();
      peak.merge(use.site(), use.instances(), Math::max);
    }
    boolean later = thisMonth.toString().compareTo(month) > 0;
    double burstBefore = open && !bursting ? 0 : burst;
    double before = later ? 0 : spent;
    return new Ledger(
        monthAt(thisMonth),
        before + cost + standing,
        burstBefore + cost + (open ? standing : 0),
        open,
        peak,
        wall);
  }

  /**
   * Only a later month begins from zero. A clock that is set back over the end of a month stays in
   * the later one; one that was far ahead comes back, and what was spent is kept.
   */
  private String monthAt(YearMonth now) {
    return now.plusMonths(1).toString().equals(month) ? month : now.toString();
  }

  double alwaysOnMonth(Map<String, Double> hourly) {
    return most.entrySet().stream()
        .mapToDouble(e -> e.getValue() * hourly.getOrDefault(e.getKey(), 0.0) * HOURS_PER_MONTH)
        .sum();
  }
}
