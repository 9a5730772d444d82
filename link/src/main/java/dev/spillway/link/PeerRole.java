package dev.spillway.link;

import java.util.Locale;

/** What a certificate lets its holder be. It stands in the certificate as a URI. */
public enum PeerRole {
  AGENT("clientAuth"),
  GATEWAY("serverAuth"),
  /** Gives the steering table to DNS nodes. */
  CONTROLLER("serverAuth"),
  /** A DNS node. */
  NODE("clientAuth");

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
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  PeerRole other() {
    return switch (this) {
      case AGENT -> GATEWAY;
      case GATEWAY -> AGENT;
      case CONTROLLER -> NODE;
      case NODE -> CONTROLLER;
    };
  }
}
