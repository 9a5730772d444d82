package dev.spillway.dns.dnssec;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A key ring as text:
 *
 * <pre>
 * spillway-zone-keys 1
 * phase steady since 2026-11-22T15:00:00Z
 * key 12345 made 2026-11-22T15:00:00Z public BASE64 private BASE64
 * </pre>
 */
final class KeyText {
  private static final String TITLE = "spillway-zone-keys 1";

  private KeyText() {}

  static String write(KeyRing ring) {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("phase ").append(ring.phase().word()).append(" since ").append(ring.since());
    text.append('\n');
    for (SigningKey key : ring.shown()) {
      text.append("key ").append(key.tag()).append(" made ").append(key.made());
      text.append(" public ").append(Base64.getEncoder().encodeToString(key.point()));
      byte[] secret = key.secret().getEncoded();
      text.append(" private ").append(Base64.getEncoder().encodeToString(secret)).append('\n');
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException says what is wrong; never shows a key
   */
  static KeyRing read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || lines.size() > 4 || !lines.getFirst().equals(TITLE)) {
      throw new IllegalArgumentException("it is not a whole file '" + TITLE + "'");
    }
    String[] phase = words(lines.get(1), "phase", 4);
    List<SigningKey> keys = new ArrayList<>();
    for (String line : lines.subList(2, lines.size())) {
      keys.add(key(words(line, "key", 8)));
    }
    try {
      Optional<SigningKey> next = keys.stream().skip(1).findFirst();
      return new KeyRing(Phase.of(phase[1]), Instant.parse(phase[3]), keys.getFirst(), next);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException("its line 'phase …' cannot be read", e);
    }
  }

  private static SigningKey key(String[] words) {
    try {
      byte[] secret = Base64.getDecoder().decode(words[7]);
      return new SigningKey(
          Instant.parse(words[3]),
          Base64.getDecoder().decode(words[5]),
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(secret)));
    } catch (GeneralSecurityException | IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalArgumentException("its key " + words[1] + " cannot be read", e);
    }
  }

  private static String[] words(String line, String first, int count) {
    String[] words = line.split(" ", -1);
    if (words.length != count || !words[0].equals(first)) {
      throw new IllegalArgumentException("it has no whole line '" + first + " …'");
    }
    return words;
  }
}
