package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/**
 * What a client says of itself instead of a secret, signed with its certificate's key.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, section 3</a>
 */
final class FakeAssertion {
  private final JsonNode header;
  private final JsonNode claims;
  private final byte[] signed;
  private final byte[] signature;

  private FakeAssertion(String text) {
    String[] parts = text.split("\\.");
    header = json(parts[0]);
    claims = json(parts[1]);
    signed = (parts[0] + "." + parts[1]).getBytes(UTF_8);
    signature = Base64.getUrlDecoder().decode(parts[2]);
  }

  private static JsonNode json(String part) {
    return FakeAzure.JSON.readTree(Base64.getUrlDecoder().decode(part));
  }

  /**
   * @param path of the token endpoint that it was brought to
   * @return by this certificate, for this endpoint and client
   */
  static boolean holds(String text, X509Certificate certificate, String path, String client) {
    if (!text.matches("[-_A-Za-z0-9]+(\\.[-_A-Za-z0-9]+){2}")) {
      return false;
    }
    FakeAssertion one = new FakeAssertion(text);
    return one.names(certificate)
        && one.signedBy(certificate)
        && one.text("aud").endsWith(path)
        && one.text("iss").equals(client)
        && one.text("sub").equals(client)
        && !one.text("jti").isEmpty();
  }

  /** Of one that {@link #holds}: its time has come and is not over. */
  static boolean timely(String text, Instant now) {
    JsonNode claims = new FakeAssertion(text).claims;
    return claims.path("nbf").asLong() <= now.getEpochSecond() + 300
        && claims.path("exp").asLong() > now.getEpochSecond();
  }

  private String text(String claim) {
    return claims.path(claim).asString("");
  }

  /** Its thumbprint, by SHA-256 or, as older ones do it, by SHA-1. */
  private boolean names(X509Certificate certificate) {
    String wide = header.path("x5t#S256").asString("");
    String name = wide.isEmpty() ? header.path("x5t").asString("") : wide;
    try {
      MessageDigest hash = MessageDigest.getInstance(wide.isEmpty() ? "SHA-1" : "SHA-256");
      byte[] own = hash.digest(certificate.getEncoded());
      // RFC 7515 wants the alphabet for addresses here, which not every client knows.
      String url = name.replace('+', '-').replace('/', '_');
      return MessageDigest.isEqual(own, Base64.getUrlDecoder().decode(url));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean signedBy(X509Certificate certificate) {
    try {
      Signature check =
          switch (header.path("alg").asString("")) {
            case "PS256" -> pss();
            case "RS256" -> Signature.getInstance("SHA256withRSA");
            default -> throw new GeneralSecurityException("no algorithm that is taken here");
          };
      check.initVerify(certificate.getPublicKey());
      check.update(signed);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Signature pss() throws GeneralSecurityException {
    Signature check = Signature.getInstance("RSASSA-PSS");
    check.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return check;
  }
}
