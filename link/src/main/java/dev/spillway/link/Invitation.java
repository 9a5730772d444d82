package dev.spillway.link;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Invitations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A file by which a further end gets its certificate: where to ask, whom to believe there, and the
 * secret. Whoever has the file can use it, so it has mode 600, and is good for a while only.
 *
 * @param at where {@link EnrolmentServer} listens
 * @param authority certificate in PEM
 */
public record Invitation(Endpoint at, PeerRole role, String secret, String authority) {
  /** Never with the secret. */
  @Override
  public String toString() {
    return "invitation of a " + role.word() + " at " + at;
  }

  /**
   * What an invitation is good for.
   *
   * @param name of the end; with several uses, a number is put behind it
   * @param scope the apps and sites that the certificate is for
   * @param release one word that the end must say; empty for any
   * @param uses how many ends may come, 1 or more
   * @param open how long they may come
   * @param valid how long their certificates are valid, in whole hours
   */
  public record Terms(
      String name, Scope scope, String release, int uses, Duration open, Duration valid) {}

  /**
   * Makes a token in the authority's folder and writes its invitation.
   *
   * @param keys the authority's folder
   */
  public static void write(Path keys, Path file, Endpoint at, PeerRole role, Terms terms)
      throws IOException {
    KeyFiles.write(file, text(keys, at, role, terms, Instant.now()), KeyFiles.SECRET);
  }

  /** The same as a text, which is a secret. */
  static String text(Path keys, Endpoint at, PeerRole role, Terms terms, Instant now)
      throws IOException {
    String authority = KeyFiles.read(keys.resolve(Keys.CA));
    String secret = new Tokens(keys).add(role, terms, now);
    return "at: %s\nrole: %s\nsecret: %s\n".formatted(at, role.word(), secret) + authority;
  }

  /** Reads an invitation, which nobody else may be able to read. */
  static Invitation read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("no invitation " + file + "; 'spillway keys invite' makes one");
    }
    return parse(KeyFiles.readPrivate(file), file.toString());
  }

  /**
   * Reads the line that an instance was given.
   *
   * @param where it stood, for what is said when it is none
   */
  static Invitation ofLine(String line, String where) throws IOException {
    String wanted = Invitations.MARK;
    if (!line.startsWith(wanted)) {
      throw new IOException(where + " is no invitation: it does not begin with " + wanted);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(line.substring(wanted.length()).strip());
      return parse(new String(bytes, StandardCharsets.US_ASCII), where);
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is no invitation: not in Base64", e);
    }
  }

  private static Invitation parse(String text, String where) throws IOException {
    Map<String, String> head = new HashMap<>();
    text.lines()
        .filter(line -> line.indexOf(": ") > 0)
        .forEach(line ->
            head.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1)));
    try {
      return new Invitation(
          Endpoint.parse(head.getOrDefault("at", "")),
          PeerRole.valueOf(head.getOrDefault("role", "").toUpperCase(Locale.ROOT)),
          head.getOrDefault("secret", ""),
          Pem.only("CERTIFICATE", text));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is no invitation: " + e.getMessage(), e);
    }
  }
}
