package dev.spillway.dns.zone;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;

/** Any bytes as a zone file and as records of the configuration: read, or refused with a place. */
public final class ZoneFileTarget {
  public static final int MOST_BYTES = 1_000;

  private static final String FILE =
      """
      $TTL 600
      $ORIGIN example.com.
      @     MX    10 mail
      @     TXT   "v=spf1 -all" ; a comment
      @     CAA   0 issue "letsencrypt.org"
      mail  60 IN A 192.0.2.25
      mail  AAAA  2001:db8::25
      www   CNAME shop
      *.w   TXT   ( "two"
                    "lines" )
      $GENERATE 1-3 host$ A 192.0.2.$
      sub   NS    ns.sub
      ns.sub A    192.0.2.99
      s     DS    12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
      _s._tcp SRV 1 2 443 www
      """;

  /** Up to 200,000 records in a line: a hundred inputs less in the same time. */
  private static final Pattern MANY =
      Pattern.compile("\\$GENERATE[^\\n]*[0-9]{4}", Pattern.CASE_INSENSITIVE);

  private static final Name ORIGIN = Name.fromConstantString("example.com.");
  private static final ZoneFileTarget TARGET = new ZoneFileTarget(temporary());

  private final Path file;

  /**
   * @param file is written and read for each input
   */
  ZoneFileTarget(Path file) {
    this.file = file;
  }

  /**
   * @param entries that were read
   * @param findings why the rest was not
   */
  record Result(List<Entry> entries, List<Finding> findings) {}

  private static Path temporary() {
    try {
      Path file = Files.createTempFile("fuzz", ".zone");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of all forms, and each of its lines alone. */
  public static List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>(List.of(FILE.getBytes(StandardCharsets.UTF_8)));
    FILE.lines().forEach(line -> all.add((line + "\n").getBytes(StandardCharsets.UTF_8)));
    all.addAll(Corpus.found("zone-file"));
    return all;
  }

  public static void fuzzerTestOneInput(byte[] text) {
    String all = new String(text, StandardCharsets.UTF_8);
    if (MANY.matcher(all).find()) {
      return;
    }
    TARGET.read(text);
    List<String> lines = all.lines().toList();
    List<Finding> findings = new ArrayList<>();
    List<Entry> entries = MasterReader.lines("records", lines, ORIGIN, findings);
    judge(findings, lines.size(), text);
    Claim.that(entries.size() + findings.size() >= lines.size(), "a word about each line", text);
  }

  Result read(byte[] text) {
    List<Finding> findings = new ArrayList<>();
    List<Entry> entries;
    try {
      Files.write(file, text);
      entries = MasterReader.file(file, ORIGIN, findings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int lines = 1;
    for (byte b : text) {
      lines += b == '\n' || b == '\r' ? 1 : 0; // the parser ends a line at either
    }
    judge(findings, lines, text);
    return new Result(entries, findings);
  }

  private static void judge(List<Finding> findings, int lines, byte[] text) {
    for (Finding finding : findings) {
      Claim.that(!finding.text().isBlank(), "a mistake is named", text);
      int line = finding.place().line();
      Claim.that(line >= 1 && line <= lines, "a mistake has its line", text);
    }
  }
}
