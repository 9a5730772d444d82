package dev.spillway.link;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Invitations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tokens for connectors beside instances, one for each burst, in the authority's folder, which has
 * only their hashes. The secret is in memory and with the instances: another process makes a token
 * of its own for the rest of a burst.
 */
public final class BurstInvitations implements Invitations {
  /** A burst that lasts longer gets another one. */
  static final Duration OPEN = Duration.ofHours(12);

  private static final String MIDDLE = "-burst-";
  private static final int MOST_PREFIX = 34;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final Path keys;
  private final InstantSource clock;
  private final Map<String, Given> given = new HashMap<>();

  /** One in use; what it says is only handed out. */
  private record Given(String text, Digest release, Endpoint at, int left, Instant ends) {
    boolean isGood(Digest wanted, Endpoint where, Instant now) {
      // One that ends in an hour is of little use to an instance that only begins to start.
      boolean isLasting = ends.isAfter(now.plus(Duration.ofHours(1)));
      return left > 0 && release.equals(wanted) && at.equals(where) && isLasting;
    }

    Given used() {
      return new Given(text, release, at, left - 1, ends);
    }
  }

  /**
   * @param keys the authority's folder
   */
  public BurstInvitations(Path keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public synchronized String invite(String app, String site, Digest release, int uses, Endpoint at)
      throws AdapterException {
    Instant now = clock.instant();
    Given known = given.get(key(app, site));
    Given found =
        known != null && known.isGood(release, at, now)
            ? known
            : make(app, site, release, uses, at, now);
    given.put(key(app, site), found.used());
    return found.text();
  }

  private Given make(String app, String site, Digest release, int uses, Endpoint at, Instant now)
      throws AdapterException {
    Invitation.Terms terms =
        new Invitation.Terms(
            prefix(app, site) + STAMP.format(now),
            scope(app, site),
            release.toString(),
            uses,
            OPEN,
            PeerRole.CONNECTOR.lifetime());
    try {
      String text = Invitation.text(keys, at, PeerRole.CONNECTOR, terms, now);
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      String line = MARK + Base64.getEncoder().encodeToString(bytes);
      return new Given(line, release, at, uses, now.plus(OPEN));
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "no invitation for instances at " + site + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void end(String app, String site) throws AdapterException {
    given.remove(key(app, site));
    Scope scope = scope(app, site);
    try {
      new Tokens(keys)
          .remove(token ->
              token.role() == PeerRole.CONNECTOR
                  && token.scope().equals(scope)
                  && token.name().startsWith(prefix(app, site)));
    } catch (IOException e) {
      throw new AdapterException.Transient(
          "the invitations of the burst at " + site + " are still good: " + e.getMessage(), e);
    }
  }

  private static String key(String app, String site) {
    return app + "/" + site;
  }

  private static Scope scope(String app, String site) {
    return new Scope(Set.of(key(app, site)), "");
  }

  /** A name has 63 characters, of which the time and an instance's number need some. */
  private static String prefix(String app, String site) {
    String both = app + "-" + site;
    return both.substring(0, Math.min(MOST_PREFIX, both.length())) + MIDDLE;
  }
}
