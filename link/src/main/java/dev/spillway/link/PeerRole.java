package dev.spillway.link;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What a certificate lets its holder be. It stands in the certificate as a URI. */
public enum PeerRole {
  AGENT("clientAuth"),
  GATEWAY("serverAuth"),
  /** Gives the steering table to DNS nodes. */
  CONTROLLER("serverAuth"),
  /** A DNS node. */
  NODE("clientAuth"),
  /** Stands beside instances and dials gateways for them. */
  CONNECTOR("clientAuth");

  private static final int URI = 6; // RFC 5280 section 4.2.1.6, uniformResourceIdentifier

  private final String purpose;

  PeerRole(String purpose) {
    this.purpose = purpose;
  }

  /** The extended key usage (RFC 5280 section 4.2.1.12) in keytool's spelling. */
  String purpose() {
    return purpose;
  }

  String uri() {
    return "urn:spillway:role:" + word();
  }

  /** In lower case, as in file names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whom it talks to. */
  Set<PeerRole> others() {
    return switch (this) {
      case AGENT, CONNECTOR -> Set.of(GATEWAY);
      case GATEWAY -> EnumSet.of(AGENT, CONNECTOR);
      case CONTROLLER -> Set.of(NODE);
      case NODE -> Set.of(CONTROLLER);
    };
  }

  /** Whether it is an end of the private link, and so for some apps and sites. */
  public boolean isOfLink() {
    return this == AGENT || this == GATEWAY || this == CONNECTOR;
  }

  /** How long a certificate is valid when nobody says: hours for a connector, else a year. */
  public Duration lifetime() {
    return this == CONNECTOR ? Duration.ofHours(12) : Duration.ofDays(365);
  }

  /** Whether its holder dials and does not listen. */
  boolean dials() {
    return purpose.equals("clientAuth");
  }

  /** All that a certificate lets its holder be. */
  static Set<PeerRole> of(X509Certificate certificate) throws CertificateParsingException {
    EnumSet<PeerRole> all = EnumSet.noneOf(PeerRole.class);
    for (PeerRole role : values()) {
      if (role.isOf(certificate)) {
        all.add(role);
      }
    }
    return all;
  }

  /** Whether a certificate lets its holder be this. */
  boolean isOf(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null
        && names.stream()
            .anyMatch(
                name -> Objects.equals(name.get(0), URI) && Objects.equals(name.get(1), uri()));
  }
}
