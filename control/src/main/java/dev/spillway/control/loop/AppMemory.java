package dev.spillway.control.loop;

import dev.spillway.control.release.ReleaseState;
import dev.spillway.control.store.Kept;
import dev.spillway.control.store.Store;
import dev.spillway.control.store.StoreException;
import dev.spillway.policy.Memory;
import java.util.List;
import java.util.Set;

/**
 * All stored values of one app.
 *
 * @param ready keys of the instances that were ready, so that a restart does not doubt them
 */
record AppMemory(
    Kept<ReleaseState> releases,
    Kept<Interventions.Stored> interventions,
    Kept<Memory> policy,
    Kept<Ledger> ledger,
    Kept<Ready> ready) {

  /** The stored form of the ready set. */
  record Ready(Set<String> keys) {
    Ready {
      keys = Set.copyOf(keys);
    }
  }

  static AppMemory load(Store store, String app) throws StoreException {
    return new AppMemory(
        Kept.load(store, "releases/" + app, ReleaseState.class, ReleaseState.EMPTY),
        Kept.load(
            store,
            "interventions/" + app,
            Interventions.Stored.class,
            new Interventions.Stored(List.of())),
        Kept.load(store, "memory/" + app, Memory.class, Memory.fresh()),
        Kept.load(store, "ledger/" + app, Ledger.class, Ledger.EMPTY),
        Kept.load(store, "ready/" + app, Ready.class, new Ready(Set.of())));
  }
}
