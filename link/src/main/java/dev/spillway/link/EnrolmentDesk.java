package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides who gets a certificate: an end with a good token its first, and an end that has one the
 * next. Safe for any thread.
 */
final class EnrolmentDesk {
  private static final Logger LOG = System.getLogger(EnrolmentDesk.class.getName());
  private static final String REQUEST = "NEW CERTIFICATE REQUEST";

  /**
   * What is said.
   *
   * @param code of HTTP
   * @param text a certificate in PEM with 200, else the reason
   */
  record Answer(int code, String text) {}

  private final Path keys;
  private final Tokens tokens;

  EnrolmentDesk(Path keys) {
    this.keys = keys;
    tokens = new Tokens(keys);
  }

  /**
   * @param body secret, role, release and a request, a line each
   * @param from who asks, for the log
   */
  Answer enrol(String body, String from) throws IOException {
    String[] parts = body.split("\n", 4);
    if (parts.length < 4) {
      return new Answer(400, "POST secret, role, release and a certificate request");
    }
    PeerRole role;
    try {
      role = PeerRole.valueOf(parts[1].toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return new Answer(400, "not a request for a certificate");
    }
    Optional<Token> token = tokens.use(parts[0], role, parts[2], Instant.now());
    if (token.isEmpty()) {
      LOG.log(Level.WARNING, "enrolment: {0} refused, no good token for its purpose", from);
      return new Answer(403, "the token is unknown, used up, too old, or for something else");
    }
    try {
      Token used = token.get();
      Scope scope = used.scope().ofRelease(used.release());
      String request = Pem.only(REQUEST, parts[3]);
      return made(
          new Authority(keys).sign(request, role, used.subject(), scope, used.valid()), from);
    } catch (IOException e) {
      tokens.giveBack(token.get());
      return unsigned(from, e);
    }
  }

  /**
   * @param body signature of the request by the present key in Base64, a line end, then the present
   *     certificate and the request
   */
  Answer renew(String body, String from) throws IOException {
    int line = Math.max(0, body.indexOf('\n'));
    try {
      X509Certificate present = Pem.certificate(body);
      String request = Pem.only(REQUEST, body);
      Authority authority = new Authority(keys);
      PeerRole role = authority.role(present);
      Signature proof = Signature.getInstance(proof(present.getPublicKey().getAlgorithm()));
      proof.initVerify(present.getPublicKey());
      proof.update(request.getBytes(StandardCharsets.US_ASCII));
      if (!proof.verify(Base64.getDecoder().decode(body.substring(0, line)))) {
        throw new IOException("the request is not signed with the certificate's key");
      }
      return made(authority.renew(request, present, role.lifetime()), from);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return unsigned(from, e);
    }
  }

  /** How the key of an end signs its own renewal. */
  static String proof(String algorithm) {
    return algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private static Answer made(String certificate, String from) throws IOException {
    X509Certificate made = Pem.certificate(certificate);
    LOG.log(
        Level.INFO,
        "enrolment: {0} is now ''{1}'' until {2}, serial number {3}",
        from,
        Identity.name(made),
        made.getNotAfter().toInstant(),
        made.getSerialNumber().toString(16));
    return new Answer(200, certificate);
  }

  private static Answer unsigned(String from, Exception why) {
    LOG.log(Level.WARNING, "enrolment: {0} not signed: {1}", from, why.getMessage());
    return new Answer(403, "the request was not signed; the log at home says why");
  }
}
