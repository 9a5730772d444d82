package dev.spillway.dns.zone;

import dev.spillway.dns.answer.ZoneSource;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All zones that a server answers from, each at its newest image. Safe for any thread. */
public final class LiveZones {
  private final Map<ByteBuffer, LiveZone> zones = new LinkedHashMap<>();

  /** What to give to a server; the zones in it follow later images by themselves. */
  public synchronized List<ZoneSource> sources() {
    return List.copyOf(zones.values());
  }

  public synchronized List<ZoneImage> images() {
    return zones.values().stream().map(LiveZone::image).toList();
  }

  /** Takes over all images; zones that are not among them are no longer answered. */
  public synchronized void replace(Collection<ZoneImage> images) {
    zones.keySet().retainAll(ImageBytes.byApex(images).keySet());
    images.forEach(this::put);
  }

  /** Takes over one. */
  public synchronized void put(ZoneImage image) {
    zones.computeIfAbsent(ByteBuffer.wrap(image.apex()), k -> new LiveZone(image)).image(image);
  }

  /** One digest of all that is answered: equal on nodes that answer alike. */
  public synchronized String digest() {
    return digest(images());
  }

  /** By zone name: serial and digest. */
  public static String digest(Collection<ZoneImage> images) {
    Map<String, String> all = new TreeMap<>();
    for (ZoneImage image : images) {
      String apex = HexFormat.of().formatHex(image.apex());
      all.put(apex, Integer.toUnsignedString(image.serial()) + " " + image.digest());
    }
    return all.toString();
  }
}
