package dev.spillway.azure.appservice;

import dev.spillway.azure.site.Desk;
import dev.spillway.azure.site.Fence;
import dev.spillway.azure.site.Look;
import dev.spillway.azure.site.Passes;
import dev.spillway.azure.site.Wish;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Drives plan and site to what is wanted, always from what is there, so that it can be ended at any
 * instruction and begun again:
 *
 * <pre>
 * wanted   order of one pass
 * n > 0    plan with n workers, site, settings, package, host, then: which workers, which digests;
 *          another release for a site that runs goes through a slot where there are slots
 * 0        slot away, site away, plan away, certificate away
 * </pre>
 *
 * Settings go before the package and each waits for the one before, since a write of settings
 * restarts the site and breaks a deployment that runs. For one thread, except {@link #claim} and
 * {@link #look}.
 */
final class Reconciler implements Passes {
  private static final Logger LOG = System.getLogger(Reconciler.class.getName());

  /** Passes that only look, between two that check everything. */
  private static final int LIGHT = 12;

  /** Looks that may show an old package, or none, before the site is restarted once more. */
  private static final int STALE = 10;

  private static final int STALEST = 160;

  private final Place place;
  private final Desk desk;
  private final Artifacts artifacts;
  private final Plans plans;
  private final Sites sites;
  private final SiteSettings settings;
  private final HostBinding binding;
  private final Kudu kudu;
  private final Slots slots;

  /** Held while plan or site are made, scaled or removed. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Map<String, Digest> digests = new HashMap<>();
  private volatile Look look = Look.NOTHING;
  private @Nullable Digest deployed;
  private String swapped = "";
  private Sites.@Nullable Site site;
  private long done = -1;
  private int light;
  private int wrong;
  private int patience = STALE;
  private volatile boolean swept;

  Reconciler(Place place, Desk desk, Artifacts artifacts, Fence fence) {
    this.place = place;
    this.desk = desk;
    this.artifacts = artifacts;
    this.plans = new Plans(place, fence);
    this.sites = new Sites(place, Spot.PRODUCTION);
    this.settings = new SiteSettings(place, Spot.PRODUCTION);
    this.binding = new HostBinding(place);
    this.kudu = new Kudu(place, Spot.PRODUCTION);
    this.slots = new Slots(place, plans, artifacts, settings);
  }

  @Override
  public Look look() {
    return look;
  }

  /**
   * Gets the plan's workers now, on the caller's thread: whether the cloud has them is what a start
   * must know at once.
   *
   * @throws AdapterException.Refused when no choice has the capacity
   */
  void claim() throws AdapterException {
    turn.lock();
    try {
      int standing = desk.order().wish().standing().size();
      if (standing > 0) {
        swept = false;
        plans.ensure(standing);
      }
    } finally {
      turn.unlock();
    }
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
      if (order.version() != done || site == null || ++light >= LIGHT) {
        build(order);
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
    Sites.Site there = site;
    if (there == null || look.address().isEmpty()) {
      return;
    }
    try {
      observe(there, desk.order().wish().release());
    } catch (AdapterException e) {
      why.addSuppressed(e);
    }
  }

  /**
   * What runs here under our marks although this state folder knows nothing of it, or is of a
   * controller on another folder, is taken over; what this folder's own last process had not yet
   * removed is removed, and so is a plan without a site, which serves nobody.
   */
  private void adopt() throws AdapterException {
    Optional<Plans.Plan> plan = plans.find();
    boolean known = !desk.untouched() && !plan.filter(plans::strange).isPresent();
    if (known || plan.isEmpty() || !place.owner().owns(plan.get().body())) {
      return;
    }
    Optional<Sites.Site> there = sites.find();
    if (there.isPresent() && place.owner().owns(there.get().body())) {
      int workers = plan.get().capacity();
      desk.change(wish -> adopted(wish, workers));
    }
  }

  private Wish adopted(Wish wish, int workers) {
    List<Wish.Wanted> all = new ArrayList<>(wish.instances());
    for (int i = 1; i <= workers; i++) {
      all.add(new Wish.Wanted(place.owner().site() + "-" + i, Instant.EPOCH, false, true));
    }
    return new Wish(null, all);
  }

  private boolean remove(Desk.Order order) throws AdapterException {
    List<String> going = ids(order);
    if (swept && going.isEmpty()) {
      return true;
    }
    look = look.doing("removing site and plan");
    turn.lock();
    try {
      if (!desk.order().wish().standing().isEmpty()) {
        return false; // a start came before the removal began
      }
      if (mayRemove()) {
        slots.remove();
        sites.remove();
        plans.removeAll();
        binding.removeCertificate();
      }
      digests.clear();
      deployed = null;
      site = null;
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

  /** What another controller of this name has is left to it; of ours there is nothing then. */
  private boolean mayRemove() throws AdapterException {
    try {
      plans.mayChange();
      return true;
    } catch (AdapterException.Refused anothers) {
      LOG.log(Logger.Level.WARNING, place.settings().site() + ": " + anothers.getMessage());
      return false;
    }
  }

  private static List<String> ids(Desk.Order order) {
    return order.wish().instances().stream()
        .filter(Wish.Wanted::stopping)
        .map(Wish.Wanted::id)
        .toList();
  }

  private void build(Desk.Order order) throws AdapterException {
    swept = false;
    Plans.Plan plan = workers(order);
    plans.mayChange();
    look = look.doing("making the site");
    Sites.Site there = sites.ensure(plan);
    site = there;
    forgetWhenSwapped(there);
    Release release = order.wish().release();
    if (release != null && slots.offered(plan) && runsAnother(there, release)) {
      swap(order, plan, there, release);
    } else {
      replace(order, there, release);
    }
    look = look.doing("binding " + place.host());
    binding.ensure(there);
    boolean over = release != null && release.digest().equals(deployed) && !there.inProgress();
    if (over && slots.offered(plan)) {
      slots.rest();
    }
  }

  /** Its package is another one since then; the workers, by name, are the same. */
  private void forgetWhenSwapped(Sites.Site there) {
    if (!there.swapped().equals(swapped)) {
      swapped = there.swapped();
      digests.clear();
      deployed = null;
    }
  }

  /** Settings and package are written over where they are. */
  private void replace(Desk.Order order, Sites.Site there, @Nullable Release release)
      throws AdapterException {
    Map<String, String> wanted = order.settings();
    if (wanted != null) {
      look = look.doing("writing the settings");
      if (settings.ensure(wanted)) {
        digests.clear();
      }
      desk.configured(order);
    }
    if (release != null) {
      bring(there, release);
    }
  }

  /**
   * The site serves a release that must go on meanwhile. Bytes that are no release, such as those
   * of a package that was damaged on its way, are written over.
   */
  private boolean runsAnother(Sites.Site there, Release release) throws AdapterException {
    if (release.digest().equals(deployed)) {
      return false;
    }
    return kudu.digest(there.scm(), Artifacts.isZip(release), null)
        .filter(found -> !found.equals(release.digest()))
        .filter(found -> artifacts.knows(found) || look.digests().containsValue(found))
        .isPresent();
  }

  /**
   * What serves goes on until the new release is warm beside it. While nobody knows the settings
   * that it was asked for with, nothing is done: a start that brings them comes.
   */
  private void swap(Desk.Order order, Plans.Plan plan, Sites.Site there, Release release)
      throws AdapterException {
    observe(there, release);
    Map<String, String> wanted = order.settings();
    if (wanted == null && !order.wish().allConfigured()) {
      return;
    }
    slots.bring(plan, there, wanted, release, doing -> look = look.doing(doing));
    digests.clear();
    if (!has(there, Artifacts.isZip(release), release)) {
      throw new AdapterException.Transient(
          "the slot was swapped, but the site does not show " + release.digest().brief());
    }
    desk.configured(order);
  }

  /** Those that were to go are gone when the plan is down to the others. */
  private Plans.Plan workers(Desk.Order order) throws AdapterException {
    turn.lock();
    try {
      look = look.doing("getting " + order.wish().standing().size() + " workers");
      Plans.Plan plan = plans.ensure(desk.order().wish().standing().size());
      List<String> gone = ids(order);
      if (!gone.isEmpty()) {
        desk.change(wish -> wish.without(gone));
      }
      return plan;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Sends the package unless the site has it, and reads it back: an answer of success is not
   * enough.
   */
  private void bring(Sites.Site there, Release release) throws AdapterException {
    if (release.digest().equals(deployed)) {
      return;
    }
    boolean zip = Artifacts.isZip(release);
    look = look.doing("comparing the package");
    if (has(there, zip, release)) {
      return;
    }
    look = look.doing("sending the package");
    Path pack = artifacts.pack(release);
    kudu.deploy(there.scm(), pack);
    digests.clear();
    plans.mayChange(); // a deployment takes minutes
    sites.restart(); // an old package is known to go on serving without
    if (!has(there, zip, release)) {
      throw new AdapterException.Transient(
          "the site says that it took " + release.digest().brief() + " but shows other bytes");
    }
  }

  private boolean has(Sites.Site there, boolean zip, Release release) throws AdapterException {
    Optional<Digest> found = kudu.digest(there.scm(), zip, null);
    boolean same = found.equals(Optional.of(release.digest()));
    deployed = same ? release.digest() : null;
    return same;
  }

  private boolean inspect(Desk.Order order) throws AdapterException {
    Sites.Site there = site;
    if (there == null) {
      return false;
    }
    Release release = order.wish().release();
    List<String> workers = observe(there, release);
    boolean waits = order.settings() == null && !order.wish().allConfigured();
    if (!waits) {
      renew(there, workers, release);
    }
    int standing = order.wish().standing().size();
    String doing = workers.size() < standing ? "waiting for the worker" : "";
    look = new Look(look.address(), workers, digests, doing, false);
    return doing.isEmpty() && wrong == 0 && digests.keySet().containsAll(workers);
  }

  /** Which workers there are, and what each of them has. */
  private List<String> observe(Sites.Site there, @Nullable Release release)
      throws AdapterException {
    List<String> workers = sites.workers();
    digests.keySet().retainAll(workers);
    for (String worker : workers) {
      Digest known = digests.get(worker);
      boolean right =
          release == null ? known != null : known != null && known.equals(release.digest());
      if (!right) {
        measure(there, worker, release);
      }
    }
    look = look.seen(sites.address(there), workers, digests);
    return workers;
  }

  /**
   * An answer of success does not mean that a worker let go of the package before, and a controller
   * may have ended between the package and the restart. Each further restart waits twice as long.
   * When the site itself has another package, somebody else brought it, and ours is brought again.
   */
  private void renew(Sites.Site there, List<String> workers, @Nullable Release release)
      throws AdapterException {
    boolean right =
        release == null || workers.stream().allMatch(w -> release.digest().equals(digests.get(w)));
    wrong = right ? 0 : wrong + 1;
    patience = right ? STALE : patience;
    if (wrong >= patience) {
      wrong = 0;
      patience = Math.min(2 * patience, STALEST);
      if (release != null && !has(there, Artifacts.isZip(release), release)) {
        done = -1;
        return;
      }
      plans.mayChange();
      sites.restart();
    }
  }

  private void measure(Sites.Site there, String worker, @Nullable Release release)
      throws AdapterException {
    Optional<Digest> found =
        kudu.digest(there.scm(), release != null && Artifacts.isZip(release), worker);
    if (found.isEmpty() && release == null) {
      found = kudu.digest(there.scm(), true, worker);
    }
    found.ifPresentOrElse(d -> digests.put(worker, d), () -> digests.remove(worker));
  }

  /** What exists of ours, for people. */
  List<String> leftovers() throws AdapterException {
    List<String> all = new ArrayList<>();
    Optional<Sites.Site> there = sites.find();
    if (there.isPresent() && place.owner().owns(there.get().body())) {
      all.add("site " + place.settings().site());
      slots.left().ifPresent(all::add);
    }
    for (int i = 0; i < place.settings().regions().size(); i++) {
      String left = plans.left(i);
      if (left != null) {
        all.add(left);
      }
    }
    all.addAll(place.strays());
    return all;
  }
}
