package dev.spillway.azure.appservice;

import dev.spillway.azure.SecretText;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.core.AdapterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The certificate for the app's host, brought to the cloud once for each of its versions. */
final class HostCertificate {
  private final Place place;

  HostCertificate(Place place) {
    this.place = place;
  }

  /**
   * @return its thumbprint; empty when the app is served without TLS
   */
  Optional<String> ensure(String location) throws AdapterException {
    Path file = place.settings().certificate();
    if (file == null) {
      return Optional.empty();
    }
    String password =
        SecretText.read("certificate-password", place.settings().certificatePassword());
    byte[] pfx = bytes(file);
    String thumbprint = thumbprint(file, pfx, password);
    ArmAnswer there = place.send(place.call(WebOperations.CERTIFICATE_GET, "certificate", name()));
    boolean same =
        there
            .body()
            .path("properties")
            .path("thumbprint")
            .asString("")
            .equalsIgnoreCase(thumbprint);
    if (there.good() && same) {
      return Optional.of(thumbprint);
    }
    ObjectNode body = Place.object();
    body.put("location", location);
    place.owner().mark(body);
    body.putObject("properties")
        .put("pfxBlob", Base64.getEncoder().encodeToString(pfx))
        .put("password", password);
    place
        .send(place.call(WebOperations.CERTIFICATE_PUT, "certificate", name()).body(body))
        .orThrow("cannot bring the certificate " + file + " to the cloud");
    return Optional.of(thumbprint);
  }

  private String name() {
    return place.settings().site() + "-host";
  }

  void remove() throws AdapterException {
    if (place.settings().certificate() == null) {
      return;
    }
    ArmAnswer answer =
        place.send(place.call(WebOperations.CERTIFICATE_DELETE, "certificate", name()));
    if (!answer.missing()) {
      answer.orThrow("cannot remove the certificate " + name());
    }
  }

  private static byte[] bytes(Path file) throws AdapterException.Invalid {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AdapterException.Invalid("certificate: " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * For people: what the file holds, unless it cannot serve the host.
   *
   * @throws AdapterException.Invalid when it has expired, or is for other hosts
   */
  String validFor(Instant now) throws AdapterException.Invalid {
    Path file = Objects.requireNonNull(place.settings().certificate());
    String password =
        SecretText.read("certificate-password", place.settings().certificatePassword());
    X509Certificate found = own(file, bytes(file), password);
    Instant end = found.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new AdapterException.Invalid(file + " has expired at " + end + "; bring another");
    }
    if (!covers(found, place.host())) {
      throw new AdapterException.Invalid(
          file + " is not for " + place.host() + "; bring one that names it");
    }
    return file + " is for " + place.host() + " until " + end;
  }

  /** By its alternative names; a star stands for one label. */
  private static boolean covers(X509Certificate certificate, String host)
      throws AdapterException.Invalid {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      String above = "*" + host.substring(Math.max(0, host.indexOf('.')));
      return names != null
          && names.stream()
              .map(n -> String.valueOf(n.get(1)))
              .anyMatch(n -> n.equalsIgnoreCase(host) || n.equalsIgnoreCase(above));
    } catch (CertificateParsingException e) {
      throw new AdapterException.Invalid("certificate: its names cannot be read: " + e, e);
    }
  }

  /** As App Service names certificates: SHA-1 of the one that belongs to the key. */
  private static String thumbprint(Path file, byte[] pfx, String password)
      throws AdapterException.Invalid {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(own(file, pfx, password).getEncoded());
      return HexFormat.of().withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new AdapterException.Invalid("certificate: " + file + " cannot be read: " + e, e);
    }
  }

  /** The one that belongs to the key. */
  private static X509Certificate own(Path file, byte[] pfx, String password)
      throws AdapterException.Invalid {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(pfx), password.toCharArray());
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate found) {
          return found;
        }
      }
      throw new AdapterException.Invalid("certificate: " + file + " holds no private key");
    } catch (IOException | GeneralSecurityException e) {
      throw new AdapterException.Invalid(
          "certificate: " + file + " is no PFX file with this password: " + e.getMessage(), e);
    }
  }
}
