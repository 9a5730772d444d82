package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.SteeredTypes;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.Signing;
import dev.spillway.dns.zone.ZoneBody;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * One zone: what it holds, its keys, and the image that follows from both, the steered hosts and
 * the time. Its serial is the time of the change in seconds since 1970, or one more than the last
 * where that is later (RFC 1982): it grows with each change of what a secondary would copy, not
 * with each change of a share, also after all state was lost. For one thread at a time.
 */
final class KeptZone {
  final Zone zone;
  private final Signing signing;
  private ZoneRecords content;
  private Optional<KeyRing> ring;
  private @Nullable ZoneImage image;
  private final Map<String, Shape> shapes = new HashMap<>();

  /** All of a row that the image depends on; shares mostly change without changing it. */
  private record Shape(List<List<String>> addresses, long ttl, SteeredTypes types, int main) {
    static Shape of(SteeredHost host) {
      int main = 0;
      for (int i = 1; i < host.sites().size(); i++) {
        if (host.sites().get(i).share().value() > host.sites().get(main).share().value()) {
          main = i;
        }
      }
      return new Shape(
          host.sites().stream().map(SteeredHost.SiteAnswer::addresses).toList(),
          host.ttl().toSeconds(),
          SteeredTypes.of(host),
          main);
    }
  }

  /**
   * @param before the image of an earlier run; null when there is none
   */
  KeptZone(ZoneRecords content, Optional<KeyRing> ring, @Nullable ZoneImage before) {
    this.zone = content.zone();
    this.content = content;
    this.ring = ring;
    this.image = before;
    this.signing = new Signing(content.origin().toWireCanonical());
    if (before != null) {
      signing.remember(before);
    }
  }

  void content(ZoneRecords newest) {
    content = newest;
  }

  void ring(Optional<KeyRing> newest) {
    ring = newest;
  }

  Optional<KeyRing> ring() {
    return ring;
  }

  ZoneImage image() {
    return java.util.Objects.requireNonNull(image, "update comes first");
  }

  long signaturesMade() {
    return signing.made();
  }

  /** False when a changed row leaves the image as it is. */
  boolean isTouchedBy(SteeredHost row) {
    if (!needsAnswers()) {
      return content.sets().containsKey(Name.fromConstantString(row.host() + "."));
    }
    return !Shape.of(row).equals(shapes.get(row.host()));
  }

  /** Else steered hosts do not show in the image, however many there are. */
  private boolean needsAnswers() {
    return signs() || !zone.secondaries().isEmpty();
  }

  private boolean signs() {
    return ring.map(KeyRing::signs).orElse(false);
  }

  /**
   * Makes the image anew where it has to be.
   *
   * @param hosts the steered hosts of this zone
   * @return true when it differs from the one before
   */
  boolean update(Collection<SteeredHost> hosts, Instant now) {
    shapes.clear();
    if (needsAnswers()) {
      hosts.forEach(host -> shapes.put(host.host(), Shape.of(host)));
    }
    ZoneBody body =
        needsAnswers() ? ZoneBody.of(content, hosts) : ZoneBody.withoutAnswers(content, hosts);
    if (signs()) {
      body = signing.sign(body, hosts, ring.orElseThrow(), now);
    }
    ZoneImage before = image;
    ZoneImage same = image(body, before == null ? 0 : before.serial(), now);
    boolean changed = before == null || !isSame(before, same);
    if (changed) {
      image = image(body, nextSerial(before, now), now);
    }
    signing.forgetUnused();
    return changed;
  }

  private ZoneImage image(ZoneBody body, int serial, Instant now) {
    Rrset soa = ZoneImage.soa(content, serial);
    return new ZoneImage(
        signs() ? signing.signSoa(soa, ring.orElseThrow(), now) : soa, body, signs());
  }

  private static boolean isSame(ZoneImage one, ZoneImage other) {
    return one.digest().equals(other.digest())
        && one.signed() == other.signed()
        && Arrays.equals(one.soa().data().getFirst(), other.soa().data().getFirst())
        && Arrays.deepEquals(one.soa().signatures().toArray(), other.soa().signatures().toArray());
  }

  private static int nextSerial(@Nullable ZoneImage before, Instant now) {
    int time = (int) now.getEpochSecond();
    return before == null || time - before.serial() > 0 ? time : before.serial() + 1;
  }

  /** When signatures are to be made anew, at the latest. */
  Instant renewal() {
    Instant first = Signing.firstExpiry(image());
    return first.equals(Instant.MAX) ? first : first.minus(Signing.RENEW);
  }
}
