package dev.spillway.dns.dnssec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a zone and the phase they are in. Immutable; time comes in. One key signs the whole
 * zone. A roll never leaves a cache with a signature and no key for it, whatever mixture of old and
 * new it holds (RFC 6781 section 4.1, for one key in both roles):
 *
 * <pre>
 * phase             | DNSKEY set, signed by | data signed by | CDS      | ends
 * starting          | key        key        | key            | –        | after the longest TTL
 * awaiting-ds       | key        key        | key            | key      | told: the DS is there
 * steady            | key        key        | key            | key      | asked to roll or to leave
 * introducing       | key, next  both       | key            | key      | after the DNSKEY's TTL
 * awaiting-next-ds  | key, next  both       | next           | next     | told: the DS is there
 * retiring          | key, next  both       | next           | next     | after the longest TTL, the DS's included
 * leaving           | key        key        | key            | delete   | told: the DS is gone
 * fading            | key        key        | key            | delete   | after the DS's TTL
 * unsigned          | –          –          | –              | –        | asked to start again
 * </pre>
 *
 * @param since when the phase began
 * @param key signs, or signed before {@code next}; in unsigned the last one
 * @param next only from introducing to retiring
 */
public record KeyRing(Phase phase, Instant since, SigningKey key, Optional<SigningKey> next) {
  /** Of the DNSKEY set. */
  static final int KEY_TTL_SECONDS = 3600;

  /** Nodes and secondaries have taken over what is published. */
  static final Duration SPREAD = Duration.ofMinutes(5);

  /** Longer than a parent lets its DS be cached: a day is the most that is usual. */
  static final Duration PARENT = Duration.ofDays(2);

  /** The first key of a zone. */
  public static KeyRing start(Instant now) {
    return new KeyRing(Phase.STARTING, now, SigningKey.make(now), Optional.empty());
  }

  /**
   * The ring after {@code now}: phases that end by themselves have ended. Any number of times.
   *
   * @param longestTtlSeconds of the zone's records
   */
  public KeyRing at(Instant now, int longestTtlSeconds) {
    Optional<Instant> end = ends(longestTtlSeconds);
    if (end.isEmpty() || now.isBefore(end.get())) {
      return this;
    }
    return switch (phase) {
      case STARTING -> in(Phase.AWAITING_DS, end.get());
      case INTRODUCING -> in(Phase.AWAITING_NEXT_DS, now); // its signatures begin now
      case RETIRING -> new KeyRing(Phase.STEADY, end.get(), next.orElseThrow(), Optional.empty());
      case FADING -> in(Phase.UNSIGNED, end.get());
      default -> this;
    };
  }

  /** When the phase ends by itself; empty when somebody must say so. */
  public Optional<Instant> ends(int longestTtlSeconds) {
    Duration data = Duration.ofSeconds(Math.max(longestTtlSeconds, KEY_TTL_SECONDS)).plus(SPREAD);
    return switch (phase) {
      case STARTING -> Optional.of(since.plus(data));
      case INTRODUCING -> Optional.of(since.plusSeconds(KEY_TTL_SECONDS).plus(SPREAD));
      case RETIRING, FADING -> Optional.of(since.plus(data.compareTo(PARENT) > 0 ? data : PARENT));
      default -> Optional.empty();
    };
  }

  /**
   * Begins to exchange the key.
   *
   * @throws IllegalStateException says why not now
   */
  public KeyRing roll(Instant now) {
    need(phase == Phase.STEADY, "a roll starts from steady");
    SigningKey fresh = SigningKey.make(now);
    while (fresh.tag() == key.tag()) {
      fresh = SigningKey.make(now); // tags are how people and resolvers tell keys apart
    }
    return new KeyRing(Phase.INTRODUCING, now, key, Optional.of(fresh));
  }

  /**
   * The parent holds the DS that was asked for, at all its servers.
   *
   * @throws IllegalStateException when none was asked for
   */
  public KeyRing dsThere(Instant now) {
    need(
        phase == Phase.AWAITING_DS || phase == Phase.AWAITING_NEXT_DS,
        "no DS of the parent is awaited");
    return in(phase == Phase.AWAITING_DS ? Phase.STEADY : Phase.RETIRING, now);
  }

  /** Begins to leave DNSSEC. */
  public KeyRing leave(Instant now) {
    need(
        phase == Phase.STEADY || phase == Phase.AWAITING_DS || phase == Phase.STARTING,
        "leaving starts from steady, starting or awaiting-ds");
    return in(Phase.LEAVING, now);
  }

  /** The parent holds no DS any more, at none of its servers. */
  public KeyRing dsGone(Instant now) {
    need(phase == Phase.LEAVING, "the DS must go only when the zone is leaving DNSSEC");
    return in(Phase.FADING, now);
  }

  private KeyRing in(Phase other, Instant begins) {
    return new KeyRing(other, begins, key, next);
  }

  private void need(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise + "; the zone's keys are " + phase.word());
    }
  }

  public boolean signs() {
    return phase != Phase.UNSIGNED;
  }

  /** The DNSKEY set; each of them signs it. */
  List<SigningKey> shown() {
    return next.isPresent() ? List.of(key, next.get()) : List.of(key);
  }

  /** Signs all other sets. */
  SigningKey signer() {
    return phase == Phase.AWAITING_NEXT_DS || phase == Phase.RETIRING ? next.orElse(key) : key;
  }

  /** The key whose DS the parent is to hold; empty when it is to hold none, or nothing is said. */
  public Optional<SigningKey> anchor() {
    return switch (phase) {
      case STARTING, LEAVING, FADING, UNSIGNED -> Optional.empty();
      default -> Optional.of(signer());
    };
  }

  /** CDS and CDNSKEY ask for the removal of the DS. */
  boolean asksForRemoval() {
    return phase == Phase.LEAVING || phase == Phase.FADING;
  }
}
