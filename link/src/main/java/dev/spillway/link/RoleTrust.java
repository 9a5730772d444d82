package dev.spillway.link;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a certificate when an authority signed it and has not revoked it, it is valid today, and
 * it carries the role that the other end must have. Host names are not compared: the same gateway
 * certificate serves wherever a gateway is started, and the role is what counts.
 */
final class RoleTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authority;
  private final Set<PeerRole> expected;
  private final Revocations revocations;

  RoleTrust(X509ExtendedTrustManager authority, Set<PeerRole> expected, Revocations revocations) {
    this.authority = authority;
    this.expected = expected;
    this.revocations = revocations;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
    authority.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
    authority.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
    authority.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
    authority.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
    authority.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
    authority.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.getAcceptedIssuers();
  }

  /** Comes first for its clear words; the authority's check alone decides whom to believe. */
  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate was shown");
    }
    X509Certificate leaf = chain[0];
    String who = leaf.getSubjectX500Principal().getName();
    if (!isRole(leaf)) {
      throw new CertificateException(
          "the certificate of '" + who + "' is not one of a spillway " + words());
    }
    try {
      leaf.checkValidity();
    } catch (CertificateException e) {
      throw new CertificateException(
          "the certificate of '%s' is valid from %s to %s, not now; make new keys with 'spillway init'"
              .formatted(who, leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()),
          e);
    }
    if (revocations.isRevoked(leaf)) {
      throw new CertificateException(
          "the certificate of '%s' with serial number %x was revoked"
              .formatted(who, leaf.getSerialNumber()));
    }
  }

  private String words() {
    return expected.stream().map(PeerRole::word).collect(Collectors.joining(" or "));
  }

  private boolean isRole(X509Certificate leaf) throws CertificateParsingException {
    for (PeerRole role : expected) {
      if (role.isOf(leaf)) {
        return true;
      }
    }
    return false;
  }
}
