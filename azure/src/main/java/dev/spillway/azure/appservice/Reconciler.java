package dev.spillway.azure.appservice;

import dev.spillway.azure.site.Desk;
import dev.spillway.azure.site.Fence;
import dev.spillway.azure.site.Look;
import dev.spillway.azure.site.Passes;
import dev.spillway.azure.site.Wish;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Release;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  private final Place place;
  private final Desk desk;
  private final Plans plans;
  private final Sites sites;
  private final HostBinding binding;
  private final Packages packages;
  private final Slots slots;
  private final Delivery delivery;

  /** Held while plan or site are made, scaled or removed. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile Look look = Look.NOTHING;

  private final Delivery.Progress progress =
      new Delivery.Progress() {
        @Override
        public Look look() {
          return look;
        }

        @Override
        public void set(Look now) {
          look = now;
        }
      };

  private Sites.@Nullable Site site;
  private long done = -1;
  private int light;
  private volatile boolean swept;

  Reconciler(Place place, Desk desk, Artifacts artifacts, Fence fence) {
    this.place = place;
    this.desk = desk;
    this.plans = new Plans(place, fence);
    this.sites = new Sites(place, Spot.PRODUCTION);
    this.binding = new HostBinding(place);
    SiteSettings settings = new SiteSettings(place, Spot.PRODUCTION);
    Kudu kudu = new Kudu(place, Spot.PRODUCTION);
    this.packages = new Packages(sites, kudu);
    this.slots = new Slots(place, plans, artifacts, settings);
    this.delivery = new Delivery(desk, artifacts, plans, sites, settings, kudu, packages, slots);
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
      look = packages.observe(look, there, desk.order().wish().release());
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
      packages.clear();
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
    packages.forgetWhenSwapped(there);
    Release release = order.wish().release();
    delivery.bring(order, plan, there, progress);
    look = look.doing("binding " + place.host());
    binding.ensure(there);
    boolean over = release != null && packages.deployed(release) && !there.inProgress();
    if (over && slots.offered(plan)) {
      slots.rest();
    }
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

  private boolean inspect(Desk.Order order) throws AdapterException {
    Sites.Site there = site;
    if (there == null) {
      return false;
    }
    Release release = order.wish().release();
    look = packages.observe(look, there, release);
    List<String> workers = look.workers();
    boolean waits = order.settings() == null && !order.wish().allConfigured();
    if (!waits) {
      renew(there, workers, release);
    }
    int standing = order.wish().standing().size();
    String doing = workers.size() < standing ? "waiting for the worker" : "";
    look = new Look(look.address(), workers, packages.digests(), doing, false);
    return doing.isEmpty() && packages.settled(workers);
  }

  private void renew(Sites.Site there, List<String> workers, @Nullable Release release)
      throws AdapterException {
    switch (packages.remedy(there, workers, release)) {
      case BRING_AGAIN -> done = -1;
      case RESTART -> {
        plans.mayChange();
        sites.restart();
      }
      case NONE -> {
        /* they show what they should, or still may show what was */
      }
    }
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
