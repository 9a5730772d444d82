package dev.spillway.cli;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.SigningKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A zone's keys for people. */
final class DnsKeys {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DnsKeys() {}

  static KeyRing read(KeyFolder keys, String zone) throws AdapterException.Invalid {
    return keys.read(zone)
        .orElseThrow(() ->
            Failure.usage(
                "the zone "
                    + zone
                    + " has no keys in "
                    + keys.file(zone)
                    + "; with 'dnssec: on' at the zone 'spillway run' makes them"));
  }

  static String text(String zone, KeyRing ring) {
    StringBuilder text = new StringBuilder();
    text.append(zone).append(": ").append(ring.phase().word());
    text.append(" since ").append(ring.since()).append('\n');
    key(text, "key ", ring.key(), zone);
    ring.next().ifPresent(key -> key(text, "next", key, zone));
    return text.append(next(ring)).append('\n').toString();
  }

  static ObjectNode json(String zone, KeyRing ring) {
    ObjectNode node = JSON.createObjectNode();
    node.put("zone", zone).put("phase", ring.phase().word()).put("since", ring.since().toString());
    node.set("key", json(zone, ring.key()));
    ring.next().ifPresent(key -> node.set("nextKey", json(zone, key)));
    return node.put("next", next(ring));
  }

  static ObjectNode json(String zone, SigningKey key) {
    return JSON.createObjectNode()
        .put("tag", key.tag())
        .put("made", key.made().toString())
        .put("ds", key.dsText(apex(zone)));
  }

  private static void key(StringBuilder text, String which, SigningKey key, String zone) {
    text.append("  ").append(which).append(' ').append(key.tag());
    text.append(" made ").append(key.made());
    text.append("  DS ").append(key.dsText(apex(zone))).append('\n');
  }

  /** What happens next, or is to be done. */
  static String next(KeyRing ring) {
    return switch (ring.phase()) {
      case STARTING ->
          "Next: within hours, when unsigned answers have left all caches, the DS may be asked for;"
              + " look again then.";
      case AWAITING_DS ->
          "Next: give the DS ('spillway dns ds') to the parent zone. When all its servers show it:"
              + " --ds-there.";
      case STEADY -> "Nothing is to be done. A new key: --roll. Leaving DNSSEC: --leave.";
      case INTRODUCING ->
          "Next: within about an hour, when all caches know the next key, it signs; look again"
              + " then.";
      case AWAITING_NEXT_DS ->
          "Next: replace the parent's DS by the next key's ('spillway dns ds'). When all its servers"
              + " show only that: --ds-there.";
      case RETIRING -> "Next: after two days the old key goes by itself.";
      case LEAVING ->
          "Next: have the parent remove its DS. When no server of it shows one: --ds-gone.";
      case FADING -> "Next: after two days the zone is unsigned by itself; then set dnssec: off.";
      case UNSIGNED -> "The zone is unsigned: set dnssec: off. To sign again, remove its key file.";
    };
  }

  static byte[] apex(String zone) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (String label : zone.toLowerCase(Locale.ROOT).split("\\.")) {
      wire.write(label.length());
      wire.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    wire.write(0);
    return wire.toByteArray();
  }
}
