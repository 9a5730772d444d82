package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A digest of version and rows that follows one changed row at the cost of one row: the sum of the
 * rows' SHA-256 modulo 2^256. It proves equality between programs that mean well, after any order
 * of changes; it is not made against somebody who chooses rows. For one thread.
 */
final class TableDigest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  private Rows rows = Rows.NONE;
  private BigInteger sum = BigInteger.ZERO;

  /** Takes in the rows; quick when only {@code changed} differs. */
  void update(Rows next, Optional<SteeredHost> changed) {
    if (changed.isPresent()) {
      rows.row(changed.get().host()).ifPresent(old -> sum = sum.subtract(of(old)));
      sum = sum.add(of(changed.get())).mod(MODULUS);
    } else {
      sum = next.hosts().stream().map(TableDigest::of).reduce(BigInteger.ZERO, BigInteger::add);
      sum = sum.mod(MODULUS);
    }
    rows = next;
  }

  long version() {
    return rows.version();
  }

  /**
   * @param zones digest of the zones beside the table
   */
  String text(String zones) {
    String all = rows.version() + " " + sum.toString(16) + " " + zones;
    return HexFormat.of().formatHex(sha(all.getBytes(StandardCharsets.UTF_8)), 0, 16);
  }

  private static BigInteger of(SteeredHost row) {
    StringBuilder text = new StringBuilder(row.host()).append(' ').append(row.ttl().toSeconds());
    text.append(row.draw() == SteeredHost.Draw.STICKY ? " sticky" : "");
    for (SteeredHost.SiteAnswer site : row.sites()) {
      text.append('\n').append(site.site()).append(' ').append(site.share().value());
      site.addresses().forEach(address -> text.append(' ').append(address));
    }
    return new BigInteger(1, sha(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sha(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
