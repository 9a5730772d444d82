package dev.spillway.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.fuzz.Mutator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** Zone files and images with some bytes changed: refused with a reason or taken, never a crash. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ZoneFuzzTest {
  private static final int DIGEST = 32;
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

  @TempDir Path folder = Path.of("");

  @Test
  void changedZoneFilesAreReadOrRefusedWithTheirPlace() throws Exception {
    Path file = folder.resolve("fuzz.zone");
    Name origin = Name.fromConstantString("example.com.");
    List<byte[]> from = new ArrayList<>(List.of(FILE.getBytes(StandardCharsets.UTF_8)));
    FILE.lines().forEach(line -> from.add((line + "\n").getBytes(StandardCharsets.UTF_8)));
    Mutator mutator = new Mutator(21, 2_000);
    int read = 0;
    int refused = 0;
    while (mutator.more()) {
      byte[] text = mutator.change(from);
      Files.write(file, text);
      List<Finding> findings = new ArrayList<>();
      try {
        List<Entry> entries = MasterReader.file(file, origin, findings);
        read += entries.isEmpty() ? 0 : 1;
        refused += findings.isEmpty() ? 0 : 1;
      } catch (RuntimeException e) {
        throw new AssertionError(new String(text, StandardCharsets.ISO_8859_1), e);
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  private static byte[] image() {
    PlainZone zone = new PlainZone(World.ZONE);
    ZoneBody body = new ZoneBody(zone.apex(), zone.records(List.of()), List.of(), List.of());
    return ImageBytes.write(new ImageSet(7, List.of(new ZoneImage(zone.soa(7), body, false))));
  }

  /** The digest is made right again, so that what lies behind it is reached. */
  @Test
  void changedImagesAreTakenOrRefused() throws Exception {
    byte[] good = image();
    List<byte[]> from = List.of(Arrays.copyOf(good, good.length - DIGEST));
    Mutator mutator = new Mutator(22, 2_000);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    int refused = 0;
    int taken = 0;
    while (mutator.more()) {
      byte[] body = mutator.change(from);
      byte[] bytes = Arrays.copyOf(body, body.length + DIGEST);
      System.arraycopy(sha.digest(body), 0, bytes, body.length, DIGEST);
      try {
        ImageBytes.read(bytes);
        taken++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError(HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(refused).isPositive();
    assertThat(taken).isPositive();
  }
}
