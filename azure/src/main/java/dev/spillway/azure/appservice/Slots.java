package dev.spillway.azure.appservice;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A new release for a site that runs, without a gap: it is made ready in a slot beside the site,
 * which has the same workers, and the two change places. As everything here it goes on from what is
 * there:
 *
 * <pre>
 * the slot                        what is done
 * none                            made on the same plan, with our marks
 * stopped                         started
 * other settings than wanted      written
 * another package                 sent, restarted
 * a worker with other bytes       restarted, and looked at again
 * all right                       swapped; the cloud first asks each of its workers for the health path
 * what the site had, after that   stopped: the way back is another swap
 * </pre>
 *
 * The settings go with the package. Those that somebody has made sticky stay where they are.
 */
final class Slots {
  private final Place place;
  private final Plans plans;
  private final Artifacts artifacts;
  private final Sites slot;
  private final SiteSettings production;
  private final SiteSettings settings;
  private final Kudu kudu;

  Slots(Place place, Plans plans, Artifacts artifacts, SiteSettings production) {
    this.place = place;
    this.plans = plans;
    this.artifacts = artifacts;
    this.production = production;
    this.slot = new Sites(place, Spot.SLOT);
    this.settings = new SiteSettings(place, Spot.SLOT);
    this.kudu = new Kudu(place, Spot.SLOT);
  }

  /** Whether a plan of this tier has slots, and the user wants them used. */
  boolean offered(Plans.Plan plan) {
    String size = plan.body().path("sku").path("name").asString("");
    String tier = plan.body().path("sku").path("tier").asString("");
    boolean has =
        AppServiceSettings.hasSlots(tier.isEmpty() ? AppServiceSettings.tier(size) : tier);
    return has && place.settings().slots();
  }

  /**
   * Makes a release ready in the slot and swaps it with what runs.
   *
   * @param wanted the settings for it; null when they are those that the slot or the site has
   * @param doing is told what is being done
   * @throws AdapterException.Invalid when the cloud did not swap it; the site goes on as before
   */
  void bring(
      Plans.Plan plan,
      Sites.Site site,
      @Nullable Map<String, String> wanted,
      Release release,
      Consumer<String> doing)
      throws AdapterException {
    if (site.inProgress()) {
      throw new AdapterException.Transient("another operation is under way at the site");
    }
    doing.accept("making the slot");
    Sites.Site there = slot.ensure(plan);
    if (there.stopped()) {
      place.send(place.call(WebOperations.SLOT_START)).orThrow("cannot start the slot");
    }
    boolean zip = Artifacts.isZip(release);
    boolean has = has(there, zip, release, null);
    if (wanted != null || !has) {
      doing.accept("writing the slot's settings");
      settings.write(settings.read(), next(production.read(), wanted));
    }
    if (!has) {
      doing.accept("sending the package to the slot");
      kudu.deploy(there.scm(), artifacts.pack(release));
      plans.mayChange(); // a deployment takes minutes
      slot.restart();
    }
    doing.accept("comparing the package in the slot");
    verify(there, zip, release);
    plans.mayChange();
    doing.accept("warming the release in the slot and swapping it");
    swap(release);
  }

  /** What the site has, changed as wanted; and what makes the cloud wait for a warm worker. */
  private Map<String, String> next(
      Map<String, String> there, @Nullable Map<String, String> wanted) {
    Map<String, String> all =
        new TreeMap<>(wanted == null ? there : SiteSettings.merge(there, wanted));
    all.put("WEBSITE_SWAP_WARMUP_PING_PATH", place.settings().healthPath());
    // Without it any answer counts as warm, also an error.
    all.put("WEBSITE_SWAP_WARMUP_PING_STATUSES", "200");
    return all;
  }

  private boolean has(Sites.Site there, boolean zip, Release release, @Nullable String worker)
      throws AdapterException {
    Optional<Digest> found = kudu.digest(there.scm(), zip, worker);
    return found.equals(Optional.of(release.digest()));
  }

  /** Not one worker may come before clients with other bytes. */
  private void verify(Sites.Site there, boolean zip, Release release) throws AdapterException {
    boolean right = has(there, zip, release, null);
    for (String worker : slot.workers()) {
      right &= has(there, zip, release, worker);
    }
    if (!right) {
      slot.restart(); // an old package is known to go on without
      throw new AdapterException.Transient(
          "the slot says that it took " + release.digest().brief() + " but shows other bytes");
    }
  }

  private void swap(Release release) throws AdapterException {
    var body = Place.object().put("targetSlot", Spot.SLOT_NAME).put("preserveVnet", true);
    ArmAnswer begun =
        place.send(place.call(WebOperations.SWAP).body(body)).orThrow("cannot swap the slot");
    ArmAnswer end = place.access().arm().await(begun);
    if (end.status() >= 500 || end.status() == 429) {
      end.orThrow("cannot see how the swap ended");
    }
    if (!end.good()) {
      throw new AdapterException.Invalid(
          "release "
              + release.digest().brief()
              + " was not swapped in, and what runs goes on: "
              + end.error()
              + ". It must answer "
              + place.settings().healthPath()
              + " with 200 in the slot");
    }
  }

  /** What is in the slot is kept for the way back, but takes the workers nothing any more. */
  void rest() throws AdapterException {
    Optional<Sites.Site> there = ours();
    if (there.isPresent() && !there.get().stopped()) {
      place.send(place.call(WebOperations.SLOT_STOP)).orThrow("cannot stop the slot");
    }
  }

  /** Before its site: what the cloud does with the slots of a site that goes is not described. */
  void remove() throws AdapterException {
    if (ours().isPresent()) {
      slot.remove();
    }
  }

  private Optional<Sites.Site> ours() throws AdapterException {
    return slot.visible().filter(s -> place.owner().owns(s.body()));
  }

  /** For people. */
  Optional<String> left() throws AdapterException {
    return ours().map(s -> "slot " + place.settings().site() + "/" + Spot.SLOT_NAME);
  }
}
