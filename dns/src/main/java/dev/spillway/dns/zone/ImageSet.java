package dev.spillway.dns.zone;

import java.util.List;

/**
 * Images that belong together.
 *
 * @param version of the steering table that they were made for: its rows find their signatures in
 *     them, and so do later rows until the next set
 */
public record ImageSet(long version, List<ZoneImage> images) {
  public ImageSet {
    images = List.copyOf(images);
  }
}
