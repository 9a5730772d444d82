package dev.spillway.dns.answer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which zone a name belongs to: the one with the longest name above it. Immutable. */
final class ZoneIndex {
  private final Map<String, Integer> numbers = new HashMap<>();

  ZoneIndex(List<ZoneSource> zones) {
    for (int zone = 0; zone < zones.size(); zone++) {
      byte[] apex = zones.get(zone).apex();
      if (numbers.put(key(apex, 0), zone) != null) {
        throw new IllegalArgumentException("zone " + Names.text(apex) + " is there twice");
      }
    }
  }

  /** The number of the zone; -1 when the name belongs to none. */
  int of(byte[] name) {
    int at = 0;
    while (true) {
      Integer zone = numbers.get(key(name, at));
      if (zone != null) {
        return zone;
      }
      if (name[at] == 0) {
        return -1;
      }
      at += 1 + name[at];
    }
  }

  private static String key(byte[] name, int from) {
    return new String(name, from, name.length - from, StandardCharsets.ISO_8859_1);
  }
}
