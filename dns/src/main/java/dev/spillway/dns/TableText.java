package dev.spillway.dns;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steering table as text that a person can read:
 *
 * <pre>
 * spillway-steering-table 1
 * version 17
 * host shop.example.com ttl 20
 * site hq share 0.6 at 203.0.113.10 203.0.113.11
 * site azure share 0.4 at 198.51.100.7
 * host docs.example.com ttl 20 sticky
 * site hq share 1.0 at 203.0.113.10
 * sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * </pre>
 *
 * The last line is the digest of all bytes before it, so a file that is cut short or changed is
 * known as damaged. Shares are written so that reading gives the same number.
 */
public final class TableText {
  private static final String TITLE = "spillway-steering-table 1";
  private static final String STICKY = " sticky";
  private static final String SEAL = "sha256 ";

  private TableText() {}

  /** With its digest at the end. */
  public static byte[] write(Rows rows) {
    StringBuilder text = new StringBuilder();
    text.append(TITLE).append('\n').append("version ").append(rows.version()).append('\n');
    for (SteeredHost row : rows.hosts()) {
      text.append("host ").append(row.host());
      text.append(" ttl ").append(row.ttl().toSeconds());
      text.append(row.draw() == SteeredHost.Draw.STICKY ? STICKY : "").append('\n');
      for (SteeredHost.SiteAnswer site : row.sites()) {
        text.append("site ").append(site.site());
        text.append(" share ").append(site.share().value()).append(" at");
        site.addresses().forEach(address -> text.append(' ').append(address));
        text.append('\n');
      }
    }
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    text.append(SEAL).append(digest(body)).append('\n');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException says what is wrong
   */
  public static Rows read(byte[] file) {
    String text = utf8(file);
    int seal = text.lastIndexOf("\n" + SEAL) + 1;
    if (seal == 0) {
      throw new IllegalArgumentException("it has no line 'sha256 …' at its end: it is cut short");
    }
    String body = text.substring(0, seal);
    String found = text.substring(seal + SEAL.length());
    String actual = digest(body.getBytes(StandardCharsets.UTF_8));
    if (!found.equals(actual + "\n")) {
      throw new IllegalArgumentException(
          "its last line says sha256 " + found.strip() + ", but its content has " + actual);
    }
    return rows(body.split("\n", -1));
  }

  private static Rows rows(String[] lines) {
    if (lines.length < 2 || !lines[0].equals(TITLE)) {
      throw new IllegalArgumentException("its first line is not '" + TITLE + "'");
    }
    long version = Long.parseLong(words(lines[1], "version", 2)[1]);
    SortedMap<String, SteeredHost> hosts = new TreeMap<>();
    int at = 2;
    while (at < lines.length && !lines[at].isEmpty()) {
      String line = lines[at++];
      String[] host = words(line, "host", 4);
      List<SteeredHost.SiteAnswer> sites = new ArrayList<>();
      while (at < lines.length && lines[at].startsWith("site ")) {
        sites.add(site(words(lines[at++], "site", 5)));
      }
      Duration ttl = Duration.ofSeconds(Long.parseLong(host[3]));
      hosts.put(host[1], new SteeredHost(host[1], ttl, sites, draw(line, host)));
    }
    return new Rows(version, Collections.unmodifiableSortedMap(hosts));
  }

  private static SteeredHost.Draw draw(String line, String[] words) {
    if (words.length == 4) {
      return SteeredHost.Draw.ANEW;
    }
    if (words.length == 5 && words[4].equals(STICKY.strip())) {
      return SteeredHost.Draw.STICKY;
    }
    throw new IllegalArgumentException(
        "'" + line + "' has more behind its TTL than the one word that may stand there, sticky");
  }

  private static SteeredHost.SiteAnswer site(String[] words) {
    return new SteeredHost.SiteAnswer(
        words[1], Share.of(Double.parseDouble(words[3])), List.of(words).subList(5, words.length));
  }

  private static String[] words(String line, String first, int least) {
    String[] words = line.split(" ", -1);
    if (words.length < least || !words[0].equals(first)) {
      throw new IllegalArgumentException("'" + line + "' is not a line '" + first + " …'");
    }
    return words;
  }

  private static String utf8(byte[] file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not text in UTF-8", e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
