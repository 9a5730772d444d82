package dev.spillway.control.loop;

import dev.spillway.core.Instance;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * What DNS may answer for a site: its own addresses, or those of its instances.
 *
 * <pre>
 * readiness   site                                          answered
 * READY       any                                           yes
 * UNHEALTHY   needs a link that is away                     yes
 * UNHEALTHY   needs a link, nothing there is ready          yes
 * UNHEALTHY   any other                                     no
 * all others  any                                           no
 * </pre>
 *
 * Instances whose database is behind the link turn unhealthy with it, all at once, and need some
 * probes after it is back. The policy gives them the link's grace and then takes the share; if
 * their addresses went before, so would the share, and DNS would swing for a reconnect.
 *
 * <p>Home without any address falls back to what was answered last, then to whatever it runs: an
 * answer that may work is better than none. Pure.
 */
final class Answerable {
  private Answerable() {}

  /**
   * @param home nobody else is there to answer for
   * @param seen in the order of the view's instances
   * @param last what was answered for the site last
   */
  static List<String> of(
      Site site, boolean home, List<Instance> seen, SiteView view, List<String> last) {
    boolean linked = site.gateway() != null;
    boolean unhealthyToo = linked && (linkAway(view) || view.ready() == 0);
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      Readiness readiness = view.instances().get(i).readiness();
      if (readiness == Readiness.READY || (unhealthyToo && readiness == Readiness.UNHEALTHY)) {
        hosts.add(seen.get(i).endpoint().host());
      }
    }
    if (!site.addresses().isEmpty()) {
      return site.isPublic() && hosts.isEmpty() ? List.of() : site.addresses();
    }
    if (!hosts.isEmpty() || !home) {
      return hosts.stream().distinct().sorted().toList();
    }
    return last.isEmpty()
        ? seen.stream().map(i -> i.endpoint().host()).distinct().sorted().toList()
        : last;
  }

  private static boolean linkAway(SiteView view) {
    LinkStatus link = view.link();
    return !view.gatewayRunning()
        || link == null
        || !link.connected()
        || link.services().containsValue(false);
  }
}
