package dev.spillway.azure.containerapps;

import dev.spillway.azure.site.Desk;
import dev.spillway.azure.site.Fence;
import dev.spillway.azure.site.Look;
import dev.spillway.azure.site.Passes;
import dev.spillway.azure.site.Strays;
import dev.spillway.azure.site.Wish;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import dev.spillway.core.StagedReleases;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * Drives the container app to what is wanted, always from what is there, so that it can be ended at
 * any instruction and begun again:
 *
 * <pre>
 * wanted   order of one pass
 * n > 0    image in the registry, app with n replicas of it and its settings, host; then: which
 *          replicas are ready, which digests
 * 0        app away, certificates away; or, where it is to be kept: app stopped, no replica left
 * </pre>
 *
 * For one thread, except {@link #claim} and {@link #look}.
 */
final class Reconciler implements Passes {
  private static final Logger LOG = System.getLogger(Reconciler.class.getName());

  /** Passes that only look, between two that check everything. */
  private static final int LIGHT = 12;

  private final Place place;
  private final Desk desk;
  private final StagedReleases staged;
  private final Images images;
  private final Replicas replicas;
  private final Apps apps;
  private final HostDomain domain;

  /** Held while the app is made, changed or removed. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile Look look = Look.NOTHING;
  private volatile boolean swept;
  private String address = "";
  private long done = -1;
  private int light;

  Reconciler(Place place, Desk desk, StagedReleases staged, Images images, Fence fence) {
    this.place = place;
    this.desk = desk;
    this.staged = staged;
    this.images = images;
    this.replicas = new Replicas(place, images);
    this.apps = new Apps(place, fence, replicas);
    this.domain = new HostDomain(place, apps);
  }

  @Override
  public Look look() {
    return look;
  }

  /**
   * Asks for the replicas now, on the caller's thread: whether the environment has room is what a
   * start must know at once.
   *
   * @throws AdapterException.Refused when it has none
   */
  void claim() throws AdapterException {
    app(Environment.read(place));
  }

  @Override
  public boolean pass() throws AdapterException {
    Desk.Order order = desk.order();
    try {
      if (order.wish().instances().isEmpty() && !swept) {
        adopt();
        order = desk.order();
      }
      if (order.wish().standing().isEmpty()) {
        return remove(order);
      }
      if (order.allLost()) {
        look = Look.NOTHING.doing("waiting for a start with settings");
        return true;
      }
      if (order.version() != done || address.isEmpty() || ++light >= LIGHT) {
        build();
        done = desk.order().version() == order.version() ? order.version() : done;
        light = 0;
      }
      return inspect(order);
    } catch (AdapterException e) {
      done = -1;
      lookAllTheSame(e);
      boolean forGood = !(e instanceof AdapterException.Transient);
      look = look.failed(String.valueOf(e.getMessage()), forGood);
      throw e;
    }
  }

  /** What cannot be changed may still become another: nothing is listed by what it was. */
  private void lookAllTheSame(AdapterException why) {
    if (look.address().isEmpty()) {
      return;
    }
    try {
      Replicas.Seen seen = replicas.look();
      look = look.seen(address, seen.ready(), seen.digests());
    } catch (AdapterException e) {
      why.addSuppressed(e);
    }
  }

  /**
   * What runs here under our marks although this state folder knows nothing of it, or is of a
   * controller on another folder, is taken over; what this folder's own last process had not yet
   * removed is removed.
   */
  private void adopt() throws AdapterException {
    Optional<JsonNode> app = apps.ours();
    boolean known = !desk.untouched() && !app.filter(apps::strange).isPresent();
    if (known || app.isEmpty() || replicas.stopped()) {
      return;
    }
    int count = app.get().at("/properties/template/scale/minReplicas").asInt(0);
    desk.change(wish -> adopted(wish, count));
  }

  private Wish adopted(Wish wish, int count) {
    List<Wish.Wanted> all = new ArrayList<>(wish.instances());
    for (int i = 1; i <= count; i++) {
      all.add(new Wish.Wanted(place.owner().site() + "-" + i, Instant.EPOCH, false, true));
    }
    return new Wish(null, all);
  }

  private boolean remove(Desk.Order order) throws AdapterException {
    List<String> going = going(order);
    if (swept && going.isEmpty()) {
      return true;
    }
    look = look.doing(place.settings().keep() ? "stopping the app" : "removing the app");
    turn.lock();
    try {
      if (!desk.order().wish().standing().isEmpty()) {
        return false; // a start came before the removal began
      }
      if (mayRemove() && !gone()) {
        return false;
      }
      address = "";
      done = -1;
      look = Look.NOTHING;
      swept = true;
      if (!going.isEmpty()) {
        desk.change(wish -> wish.without(going));
      }
    } finally {
      turn.unlock();
    }
    return true;
  }

  /**
   * @return false while a replica is still there
   */
  private boolean gone() throws AdapterException {
    if (place.settings().keep()) {
      apps.stop();
      return apps.ours().isEmpty() || replicas.count() == 0;
    }
    apps.remove();
    domain.removeCertificates();
    return true;
  }

  /** What another controller of this name has is left to it; of ours there is nothing then. */
  private boolean mayRemove() throws AdapterException {
    try {
      apps.mayChange();
      return true;
    } catch (AdapterException.Refused anothers) {
      LOG.log(Logger.Level.WARNING, place.settings().app() + ": " + anothers.getMessage());
      return false;
    }
  }

  private static List<String> going(Desk.Order order) {
    return order.wish().instances().stream()
        .filter(Wish.Wanted::stopping)
        .map(Wish.Wanted::id)
        .toList();
  }

  private void build() throws AdapterException {
    Environment around = Environment.read(place);
    Optional<JsonNode> app = app(around);
    if (app.isPresent()) {
      look = look.doing("binding " + place.host());
      domain.ensure(around, app.get());
      address = around.address();
    }
  }

  /**
   * @return empty when nothing is wanted any more
   */
  private Optional<JsonNode> app(Environment around) throws AdapterException {
    turn.lock();
    try {
      Desk.Order order = desk.order();
      int standing = order.wish().standing().size();
      if (standing == 0) {
        return Optional.empty();
      }
      swept = false;
      look = look.doing("getting " + standing + " replicas");
      Release release = order.wish().release();
      String image = release == null ? "" : image(release);
      Map<String, String> settings = order.settings();
      JsonNode app = apps.ensure(around, new Wanted(standing, image, settings));
      if (settings != null) {
        desk.configured(order);
      }
      return Optional.of(app);
    } finally {
      turn.unlock();
    }
  }

  /** What runs already need not be in the registry, so that without one replicas can still go. */
  private String image(Release release) throws AdapterException {
    Optional<String> known = images.known(release);
    boolean runs = look.digests().containsValue(release.digest());
    return runs && known.isPresent()
        ? known.get()
        : images.ensure(release, staged.unchanged(release));
  }

  /** Those that were to go are gone when no replica more than the others' is there. */
  private boolean inspect(Desk.Order order) throws AdapterException {
    Release release = order.wish().release();
    int standing = order.wish().standing().size();
    Replicas.Seen seen = replicas.look();
    Map<String, Digest> digests = seen.digests();
    boolean enough = seen.ready().size() == standing && seen.all() == standing;
    String waiting = seen.trouble().isEmpty() ? "waiting for a replica" : seen.trouble();
    String doing = seen.ready().size() < standing ? waiting : "";
    look = new Look(address, seen.ready(), digests, doing, false);
    List<String> going = going(order);
    if (!going.isEmpty() && done == order.version() && seen.all() <= standing) {
      desk.change(wish -> wish.without(going));
    }
    boolean right =
        release == null
            ? digests.keySet().containsAll(seen.ready())
            : seen.ready().stream().allMatch(r -> release.digest().equals(digests.get(r)));
    return enough && right;
  }

  /** What exists of ours and may bill, for people; a stopped app without a replica does not. */
  List<String> leftovers() throws AdapterException {
    List<String> all = new ArrayList<>();
    if (apps.ours().isPresent()) {
      int left = replicas.count();
      if (left > 0 || !place.settings().keep() || !replicas.stopped()) {
        all.add("container app " + place.settings().app() + " (" + left + " replicas)");
      }
    }
    String group = place.settings().group();
    Strays strays = new Strays(place.owner(), group, List.of(place.settings().app()));
    all.addAll(strays.find(place.access().arm()));
    return all;
  }
}
