package dev.spillway.azure.site;

import dev.spillway.core.Digest;
import java.util.List;
import java.util.Map;

/**
 * What was last seen of the site.
 *
 * @param address that clients are sent to; empty while it is not known
 * @param workers that run the site, sorted
 * @param digests by worker: of the package that it has
 * @param doing what is being done, or why it does not go on; empty when all is as it should be
 * @param hopeless it does not go on until a person changes something
 */
public record Look(
    String address,
    List<String> workers,
    Map<String, Digest> digests,
    String doing,
    boolean hopeless) {
  public static final Look NOTHING = new Look("", List.of(), Map.of(), "", false);

  public Look {
    workers = List.copyOf(workers);
    digests = Map.copyOf(digests);
  }

  /** Seen while something is being done, or has failed. */
  public Look seen(String address, List<String> workers, Map<String, Digest> digests) {
    return new Look(address, workers, digests, doing, hopeless);
  }

  /** What failed for good stays so until all is as it should be. */
  public Look doing(String what) {
    return hopeless ? this : new Look(address, workers, digests, what, false);
  }

  public Look failed(String why, boolean forGood) {
    return new Look(address, workers, digests, why, forGood);
  }
}
