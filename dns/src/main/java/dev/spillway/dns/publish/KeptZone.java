package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.Signing;
import dev.spillway.dns.zone.ZoneBody;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
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
  private Basis basis;
  private @Nullable Made made;
  private @Nullable ZoneImage image;
  private long turn;

  /** What an image follows from, beside rows and time. */
  record Basis(ZoneRecords content, Optional<KeyRing> ring, Signing signing) {
    Basis with(ZoneRecords newest) {
      return new Basis(newest, ring, signing);
    }

    Basis with(Optional<KeyRing> newest) {
      return new Basis(content, newest, signing);
    }

    /** The same with a book of signatures of its own, so that nobody waits for its signing. */
    Basis draft() {
      return new Basis(content, ring, signing.draft());
    }

    private boolean signs() {
      return ring.map(KeyRing::signs).orElse(false);
    }

    /** Else steered hosts do not show in the image, however many there are. */
    private boolean needsAnswers() {
      return signs() || !content.zone().secondaries().isEmpty();
    }
  }

  /**
   * An image, what it was made from, and when its signatures are due.
   *
   * @param changed false when it is the one before
   */
  record Made(
      Basis basis,
      ZoneImage image,
      Map<String, RowShape> shapes,
      Instant renewal,
      boolean changed) {}

  /**
   * @param before the image of an earlier run; null when there is none
   */
  KeptZone(ZoneRecords content, Optional<KeyRing> ring, @Nullable ZoneImage before) {
    this.zone = content.zone();
    this.image = before;
    this.basis = new Basis(content, ring, new Signing(content.origin().toWireCanonical()));
    if (before != null) {
      basis.signing().remember(before);
    }
  }

  Basis basis() {
    return basis;
  }

  /** Null before the first one is made. */
  @Nullable ZoneImage imageOrNull() {
    return image;
  }

  ZoneImage image() {
    return java.util.Objects.requireNonNull(image, "an image is made first");
  }

  long signaturesMade() {
    return basis.signing().made();
  }

  /** Grows whenever an image that is being made may no longer be right. */
  long turn() {
    return turn;
  }

  /** A host has come or gone. */
  void disturb() {
    turn++;
  }

  /** False when a changed row leaves the image as it is. */
  boolean isTouchedBy(SteeredHost row) {
    if (!basis.needsAnswers()) {
      return basis.content().sets().containsKey(Name.fromConstantString(row.host() + "."));
    }
    return made == null || !RowShape.of(row).equals(made.shapes().get(row.host()));
  }

  /**
   * Makes an image; the zone stays as it is. Only the basis is written to, so one call for a basis
   * at a time.
   *
   * @param hosts the steered hosts of this zone
   * @param least see {@link Signing#sign}
   * @param before the zone's image
   */
  static Made make(
      Basis from,
      Collection<SteeredHost> hosts,
      Instant now,
      Duration least,
      @Nullable ZoneImage before) {
    Map<String, RowShape> shapes = new HashMap<>();
    if (from.needsAnswers()) {
      hosts.forEach(host -> shapes.put(host.host(), RowShape.of(host)));
    }
    ZoneBody body =
        from.needsAnswers()
            ? ZoneBody.of(from.content(), hosts)
            : ZoneBody.withoutAnswers(from.content(), hosts);
    if (from.signs()) {
      body = from.signing().sign(body, hosts, from.ring().orElseThrow(), now, least);
    }
    ZoneImage image = image(from, body, before == null ? 0 : before.serial(), now, least);
    boolean changed = before == null || !isSame(before, image);
    if (changed) {
      image = image(from, body, nextSerial(before, now), now, least);
    }
    from.signing().forgetUnused();
    Instant first = Signing.firstExpiry(image);
    Instant renewal = first.equals(Instant.MAX) ? first : first.minus(Signing.RENEW);
    return new Made(from, changed || before == null ? image : before, shapes, renewal, changed);
  }

  /** Takes over what was made from the image that it has now. */
  void take(Made next) {
    made = next;
    basis = next.basis();
    image = next.image();
    turn++;
  }

  private static ZoneImage image(
      Basis from, ZoneBody body, int serial, Instant now, Duration least) {
    Rrset soa = ZoneImage.soa(from.content(), serial);
    Rrset signed =
        from.signs() ? from.signing().signSoa(soa, from.ring().orElseThrow(), now, least) : soa;
    return new ZoneImage(signed, body, from.signs());
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
    return made == null ? Instant.MIN : made.renewal();
  }
}
