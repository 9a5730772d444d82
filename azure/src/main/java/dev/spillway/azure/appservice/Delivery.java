package dev.spillway.azure.appservice;

import dev.spillway.azure.site.Desk;
import dev.spillway.azure.site.Look;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Release;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings settings and release to a site that is there: in its place, or through a slot when it
 * serves another release that must go on meanwhile. For one thread.
 */
final class Delivery {
  private final Desk desk;
  private final Artifacts artifacts;
  private final Plans plans;
  private final Sites sites;
  private final SiteSettings settings;
  private final Kudu kudu;
  private final Packages packages;
  private final Slots slots;

  /** Where it is told how far it is. */
  interface Progress {
    Look look();

    void set(Look look);

    default void doing(String what) {
      set(look().doing(what));
    }
  }

  Delivery(
      Desk desk,
      Artifacts artifacts,
      Plans plans,
      Sites sites,
      SiteSettings settings,
      Kudu kudu,
      Packages packages,
      Slots slots) {
    this.desk = desk;
    this.artifacts = artifacts;
    this.plans = plans;
    this.sites = sites;
    this.settings = settings;
    this.kudu = kudu;
    this.packages = packages;
    this.slots = slots;
  }

  void bring(Desk.Order order, Plans.Plan plan, Sites.Site there, Progress progress)
      throws AdapterException {
    Release release = order.wish().release();
    if (release != null && slots.offered(plan) && runsAnother(there, release, progress.look())) {
      swap(order, plan, there, release, progress);
    } else {
      replace(order, there, release, progress);
    }
  }

  /**
   * The site serves a release that must go on meanwhile. Bytes that are no release, such as those
   * of a package that was damaged on its way, are written over.
   */
  private boolean runsAnother(Sites.Site there, Release release, Look look)
      throws AdapterException {
    if (packages.deployed(release)) {
      return false;
    }
    return packages
        .find(there, release)
        .filter(found -> !found.equals(release.digest()))
        .filter(found -> artifacts.knows(found) || look.digests().containsValue(found))
        .isPresent();
  }

  /**
   * What serves goes on until the new release is warm beside it. While nobody knows the settings
   * that it was asked for with, nothing is done: a start that brings them comes.
   */
  private void swap(
      Desk.Order order, Plans.Plan plan, Sites.Site there, Release release, Progress progress)
      throws AdapterException {
    progress.set(packages.observe(progress.look(), there, release));
    Map<String, String> wanted = order.settings();
    if (wanted == null && !order.wish().allConfigured()) {
      return;
    }
    slots.bring(plan, there, wanted, release, progress::doing);
    packages.forgetWorkers();
    if (!packages.has(there, release)) {
      throw new AdapterException.Transient(
          "the slot was swapped, but the site does not show " + release.digest().brief());
    }
    desk.configured(order);
  }

  /** Settings and package are written over where they are. */
  private void replace(
      Desk.Order order, Sites.Site there, @Nullable Release release, Progress progress)
      throws AdapterException {
    Map<String, String> wanted = order.settings();
    if (wanted != null) {
      progress.doing("writing the settings");
      if (settings.ensure(wanted)) {
        packages.forgetWorkers();
      }
      desk.configured(order);
    }
    if (release != null) {
      send(there, release, progress);
    }
  }

  /**
   * Sends the package unless the site has it, and reads it back: an answer of success is not
   * enough.
   */
  private void send(Sites.Site there, Release release, Progress progress) throws AdapterException {
    if (packages.deployed(release)) {
      return;
    }
    progress.doing("comparing the package");
    if (packages.has(there, release)) {
      return;
    }
    progress.doing("sending the package");
    Path pack = artifacts.pack(release);
    kudu.deploy(there.scm(), pack);
    packages.forgetWorkers();
    plans.mayChange(); // a deployment takes minutes
    sites.restart(); // an old package is known to go on serving without
    if (!packages.has(there, release)) {
      throw new AdapterException.Transient(
          "the site says that it took " + release.digest().brief() + " but shows other bytes");
    }
  }
}
