package dev.spillway.azure.appservice;

import dev.spillway.azure.site.Look;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes the site has, and which each of its workers: what was read back, and what has to be
 * read again. For one thread.
 */
final class Packages {
  /** Looks that may show an old package, or none, before the site is restarted once more. */
  private static final int STALE = 10;

  private static final int STALEST = 160;

  private final Sites sites;
  private final Kudu kudu;
  private final Map<String, Digest> digests = new HashMap<>();
  private @Nullable Digest deployed;
  private String swapped = "";
  private int wrong;
  private int patience = STALE;

  /** What is to be done about workers that show other bytes. */
  enum Remedy {
    NONE,
    RESTART,
    BRING_AGAIN
  }

  Packages(Sites sites, Kudu kudu) {
    this.sites = sites;
    this.kudu = kudu;
  }

  /** Nothing is there any more. */
  void clear() {
    digests.clear();
    deployed = null;
  }

  /** Each worker is to be read again. */
  void forgetWorkers() {
    digests.clear();
  }

  /** Its package is another one since then; the workers, by name, are the same. */
  void forgetWhenSwapped(Sites.Site there) {
    if (!there.swapped().equals(swapped)) {
      swapped = there.swapped();
      clear();
    }
  }

  Map<String, Digest> digests() {
    return digests;
  }

  /** The site itself was last seen with this release. */
  boolean deployed(Release release) {
    return release.digest().equals(deployed);
  }

  /** Reads the site's package back. */
  boolean has(Sites.Site there, Release release) throws AdapterException {
    Optional<Digest> found = find(there, release);
    boolean same = found.equals(Optional.of(release.digest()));
    deployed = same ? release.digest() : null;
    return same;
  }

  /** The site's package, in the form that this release has. */
  Optional<Digest> find(Sites.Site there, Release release) throws AdapterException {
    return kudu.digest(there.scm(), Artifacts.isZip(release), null);
  }

  /** Which workers there are, and what each of them has; what was right is not read again. */
  Look observe(Look look, Sites.Site there, @Nullable Release release) throws AdapterException {
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
    return look.seen(sites.address(there), workers, digests);
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

  /**
   * An answer of success does not mean that a worker let go of the package before, and a controller
   * may have ended between the package and the restart. Each further restart waits twice as long.
   * When the site itself has another package, somebody else brought it, and ours is brought again.
   */
  Remedy remedy(Sites.Site there, List<String> workers, @Nullable Release release)
      throws AdapterException {
    boolean right =
        release == null || workers.stream().allMatch(w -> release.digest().equals(digests.get(w)));
    wrong = right ? 0 : wrong + 1;
    patience = right ? STALE : patience;
    if (wrong < patience) {
      return Remedy.NONE;
    }
    wrong = 0;
    patience = Math.min(2 * patience, STALEST);
    return release != null && !has(there, release) ? Remedy.BRING_AGAIN : Remedy.RESTART;
  }

  /** Every worker was read, and none shows other bytes. */
  boolean settled(List<String> workers) {
    return wrong == 0 && digests.keySet().containsAll(workers);
  }
}
