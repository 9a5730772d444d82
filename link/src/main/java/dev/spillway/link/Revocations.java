package dev.spillway.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates that no longer count, from lists that the authority signed (RFC 5280 section 5).
 * Immutable. A list revokes what its own authority signed: another one's certificates may have the
 * same numbers. Its dates are not judged: an old list still revokes what it names.
 */
record Revocations(List<X509CRL> lists) {
  /**
   * @param text PEM blocks {@code X509 CRL}; may be empty
   * @throws IOException when a list was not signed by one of the authorities
   */
  static Revocations read(String text, List<X509Certificate> authorities) throws IOException {
    try {
      List<X509CRL> lists = parse(text);
      for (X509CRL list : lists) {
        verify(list, authorities);
      }
      return new Revocations(lists);
    } catch (GeneralSecurityException e) {
      throw new IOException("its list of revoked certificates is broken: " + e.getMessage(), e);
    }
  }

  /** The lists of this authority; those of others are left out. */
  static Revocations readOf(X509Certificate authority, String text) throws IOException {
    try {
      return new Revocations(parse(text).stream().filter(list -> isOf(list, authority)).toList());
    } catch (GeneralSecurityException e) {
      throw new IOException("the list of revoked certificates is broken: " + e.getMessage(), e);
    }
  }

  /**
   * What is revoked by either of two texts: of each authority the list that names all that the
   * other one names, so that an older one changes nothing, or both when neither does.
   *
   * @param told of another end; lists of authorities that are not known here are left out
   * @return {@code present} itself when nothing is new
   * @throws IOException when a list of a known authority was not signed by it
   */
  static String merged(String present, String told, List<X509Certificate> authorities)
      throws IOException {
    try {
      StringBuilder text = new StringBuilder();
      boolean isNew = false;
      for (X509Certificate authority : authorities) {
        Revocations old = readOf(authority, present);
        Revocations fresh = readOf(authority, told);
        for (X509CRL list : fresh.lists()) {
          verify(list, authorities);
        }
        List<BigInteger> before = old.serials(authority);
        List<BigInteger> now = fresh.serials(authority);
        boolean adds = !before.containsAll(now);
        isNew |= adds;
        text.append(adds && now.containsAll(before) ? "" : old.text(authority));
        text.append(adds ? fresh.text(authority) : "");
      }
      return isNew ? text.toString() : present;
    } catch (GeneralSecurityException e) {
      throw new IOException("a list of revoked certificates is broken: " + e.getMessage(), e);
    }
  }

  /** All lists in PEM; empty without one. */
  String text() {
    try {
      StringBuilder text = new StringBuilder();
      for (X509CRL list : lists) {
        text.append(Pem.block("X509 CRL", list.getEncoded()));
      }
      return text.toString();
    } catch (CRLException e) {
      throw new IllegalStateException("a list that was read cannot be written", e);
    }
  }

  private static List<X509CRL> parse(String text) throws GeneralSecurityException {
    List<X509CRL> lists = new ArrayList<>();
    var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    for (var each : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
      lists.add((X509CRL) each);
    }
    return List.copyOf(lists);
  }

  private static boolean isOf(X509CRL list, X509Certificate authority) {
    return list.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
  }

  private static void verify(X509CRL list, List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    for (X509Certificate authority : authorities) {
      if (isOf(list, authority)) {
        list.verify(authority.getPublicKey());
        return;
      }
    }
    throw new IOException(
        "its list of revoked certificates is of '"
            + list.getIssuerX500Principal().getName()
            + "', which is none of the authorities in "
            + Keys.CA);
  }

  boolean isRevoked(X509Certificate certificate) {
    return lists.stream().anyMatch(list -> list.getRevokedCertificate(certificate) != null);
  }

  /** Serial numbers of one authority's revoked certificates. */
  List<BigInteger> serials(X509Certificate authority) {
    List<BigInteger> serials = new ArrayList<>();
    for (X509CRL list : lists) {
      if (isOf(list, authority) && list.getRevokedCertificates() != null) {
        list.getRevokedCertificates().forEach(entry -> serials.add(entry.getSerialNumber()));
      }
    }
    return serials;
  }

  /** One authority's lists in PEM. */
  String text(X509Certificate authority) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509CRL list : lists) {
      if (isOf(list, authority)) {
        text.append(Pem.block("X509 CRL", list.getEncoded()));
      }
    }
    return text.toString();
  }
}
