package dev.spillway.link;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a token is good for; see {@link Tokens}.
 *
 * @param hash of the secret
 * @param name of the end; with several uses, a number is put behind it
 * @param scope the apps and sites that the certificate is for
 * @param release that the end must say it is; empty for any
 * @param uses that are left
 * @param made certificates so far
 * @param valid how long a certificate is
 */
record Token(
    String hash,
    PeerRole role,
    String name,
    Scope scope,
    String release,
    int uses,
    int made,
    Instant expires,
    Duration valid) {
  private static final int FIELDS = 9;

  String subject() {
    return uses + made == 1 ? name : name + "-" + (made + 1);
  }

  /** As it is after a use. */
  Token used() {
    return new Token(hash, role, name, scope, release, uses - 1, made + 1, expires, valid);
  }

  /** As it is when a use is taken back; the number of the use stays taken, but for the only one. */
  Token unused() {
    int left = uses + 1;
    boolean isOnly = left + made == 2 && made == 1;
    return new Token(hash, role, name, scope, release, left, isOnly ? 0 : made, expires, valid);
  }

  /** As it stands in the file. */
  String line() {
    return String.join(
        " ",
        hash,
        role.word(),
        name,
        release.isEmpty() ? "-" : release,
        Integer.toString(uses),
        Integer.toString(made),
        expires.toString(),
        valid.toString(),
        scope.isAll() ? "any" : String.join(",", scope.of()));
  }

  /**
   * @throws RuntimeException when the line is no token
   */
  static Token parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != FIELDS) {
      throw new IllegalArgumentException("a line with " + words.length + " words");
    }
    return new Token(
        words[0],
        PeerRole.valueOf(words[1].toUpperCase(Locale.ROOT)),
        words[2],
        Scope.parse(List.of(words[8].split(",", -1))),
        words[3].equals("-") ? "" : words[3],
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Instant.parse(words[6]),
        Duration.parse(words[7]));
  }
}
