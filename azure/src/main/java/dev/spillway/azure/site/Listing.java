package dev.spillway.azure.site;

import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Instance;
import dev.spillway.core.Proof;
import dev.spillway.core.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a site, from what is wanted and what was last seen:
 *
 * <pre>
 * wanted                       seen                                        listed as
 * it shall go                  anything                                    STOPPING
 * its settings are lost        anything                                    FAILED
 * it shall be there            a worker with a digest, and an address      RUNNING
 * it shall be there            what fails for good                         FAILED
 * it shall be there            anything else, within the start's time      STARTING
 * it shall be there            anything else, after it                     FAILED
 * </pre>
 *
 * For one thread.
 */
public final class Listing {
  private final String host;
  private final int port;
  private final Proof proof;
  private final Duration startTimeout;
  private final Ticker ticker;
  private final Assignment assignment = new Assignment();
  private final Map<String, Long> firstSeen = new HashMap<>();

  /**
   * @param host shown as long as the site's address is not known
   * @param port of the site's address
   */
  public Listing(String host, int port, Proof proof, Duration startTimeout, Ticker ticker) {
    this.host = host;
    this.port = port;
    this.proof = proof;
    this.startTimeout = startTimeout;
    this.ticker = ticker;
  }

  /** Sorted by id. */
  public List<Instance> list(Desk.Order order, Look look) {
    Wish wish = order.wish();
    firstSeen.keySet().retainAll(wish.instances().stream().map(Wish.Wanted::id).toList());
    Map<String, String> workers =
        assignment.assign(wish.standing().stream().map(Wish.Wanted::id).toList(), look.workers());
    List<Instance> all = new ArrayList<>();
    for (Wish.Wanted one : wish.instances()) {
      all.add(instance(order, one, look, workers.get(one.id())));
    }
    all.sort(Comparator.comparing(Instance::id));
    return all;
  }

  private Instance instance(Desk.Order order, Wish.Wanted one, Look look, @Nullable String worker) {
    if (one.stopping()) {
      return listed(one, Instance.State.STOPPING, look, null, look.doing());
    }
    if (order.lost(one)) {
      String why = "the controller ended before its settings were sent; it is to be started anew";
      return listed(one, Instance.State.FAILED, look, null, why);
    }
    Digest digest = worker == null ? null : look.digests().get(worker);
    if (digest != null && one.configured() && !look.address().isEmpty()) {
      return listed(one, Instance.State.RUNNING, look, digest, "");
    }
    if (look.hopeless()) {
      return listed(one, Instance.State.FAILED, look, null, look.doing());
    }
    long now = ticker.now().nanos();
    long since = firstSeen.computeIfAbsent(one.id(), id -> now);
    String doing = look.doing().isEmpty() ? "getting a worker" : look.doing();
    if (ticker.now().since(since).compareTo(startTimeout) > 0) {
      String why = "does not run after " + startTimeout.toMinutes() + " min: " + doing;
      return listed(one, Instance.State.FAILED, look, null, why);
    }
    return listed(one, Instance.State.STARTING, look, null, doing);
  }

  private Instance listed(
      Wish.Wanted one, Instance.State state, Look look, @Nullable Digest digest, String detail) {
    Endpoint at = new Endpoint(look.address().isEmpty() ? host : look.address(), port);
    return new Instance(one.id(), at, state, digest, proof, one.asked(), detail);
  }
}
