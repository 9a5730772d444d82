package dev.spillway.azure.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a refused token lacks, by the challenge in the answer: its place was changed, its user
 * disabled and enabled again, or more proof is wanted. The claims go into the next request for a
 * token as they came. Pure.
 *
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/claims-challenge">Claims
 *     challenges</a>
 */
final class Claims {
  private static final Pattern LACKS =
      Pattern.compile("(?i)\\berror\\s*=\\s*\"insufficient_claims\"");
  private static final Pattern CLAIMS =
      Pattern.compile("(?i)\\bclaims\\s*=\\s*\"([A-Za-z0-9+/_=-]+)\"");

  private Claims() {}

  /** JSON, as the sign-in takes it; empty when the answer asks for nothing. */
  static Optional<String> wanted(ArmAnswer answer) {
    String challenge = answer.header("www-authenticate").orElse("");
    Matcher claims = CLAIMS.matcher(challenge);
    if (answer.status() != 401 || !LACKS.matcher(challenge).find() || !claims.find()) {
      return Optional.empty();
    }
    // Some services write the alphabet for addresses, some the other one.
    String plain = claims.group(1).replace('-', '+').replace('_', '/').replace("=", "");
    try {
      String json = new String(Base64.getDecoder().decode(plain), UTF_8);
      return json.startsWith("{") ? Optional.of(json) : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      // A token that was refused is changed for another in any case.
      return Optional.empty();
    }
  }
}
