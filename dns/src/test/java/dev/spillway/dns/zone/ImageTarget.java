package dev.spillway.dns.zone;

import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Corpus;
import dev.spillway.dns.fuzz.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes as images of zones, with a right digest behind them: taken, or refused with why. */
public final class ImageTarget {
  public static final int MOST_BYTES = 1_000;

  private ImageTarget() {}

  /** Without their digests. */
  public static List<byte[]> seeds() {
    PlainZone zone = new PlainZone(World.ZONE);
    ZoneBody body = new ZoneBody(zone.apex(), zone.records(List.of()), List.of(), List.of());
    ImageSet set = new ImageSet(7, List.of(new ZoneImage(zone.soa(7), body, false)));
    List<byte[]> all = new ArrayList<>();
    all.add(Digest.without(ImageBytes.write(set)));
    all.addAll(Corpus.found("image"));
    return all;
  }

  public static void fuzzerTestOneInput(byte[] body) {
    read(body);
  }

  /** True when it was taken; then it is written again as it was read. */
  static boolean read(byte[] body) {
    ImageSet set;
    try {
      set = ImageBytes.read(Digest.behind(body));
    } catch (IllegalArgumentException e) {
      Claim.reason(e, body);
      return false;
    }
    byte[] written = ImageBytes.write(set);
    Claim.that(
        Arrays.equals(written, ImageBytes.write(ImageBytes.read(written))),
        "images that are read as they are written",
        body);
    return true;
  }
}
