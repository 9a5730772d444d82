package dev.spillway.azure.client;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of one sign-in, kept until it gets old by this machine's clock. When that clock is
 * wrong, the cloud refuses a token that looks good here: whoever was refused says so and asks for
 * another. Safe for any thread; whoever comes while one is asked for waits for it.
 */
final class Tokens {
  private static final Duration OLD = Duration.ofMinutes(5);

  private final Supplier<TokenCredential> maker;
  private final String scope;
  private TokenCredential credential;
  private @Nullable AccessToken known;
  private String claims = "";

  /**
   * @param scope what tokens are asked for
   */
  Tokens(Supplier<TokenCredential> maker, String scope) {
    this.maker = maker;
    this.scope = scope;
    this.credential = maker.get();
  }

  /**
   * @throws AdapterException when nobody can sign in
   */
  synchronized String current() throws AdapterException {
    AccessToken now = known;
    if (now != null && OffsetDateTime.now().plus(OLD).isBefore(now.getExpiresAt())) {
      return now.getToken();
    }
    try {
      now = fetched();
      known = now;
      claims = "";
      return now.getToken();
    } catch (RuntimeException e) {
      throw SignInFailures.inside(e).orElseGet(() -> Transport.failure("cannot sign in", e));
    }
  }

  /**
   * Only a client that says that it understands challenges is given what they ask for. The library
   * passes the claims of a service principal on when it is asked by the other of its two ways only.
   */
  private AccessToken fetched() {
    TokenRequestContext wanted = new TokenRequestContext().addScopes(scope);
    if (claims.isEmpty()) {
      return credential.getTokenSync(wanted);
    }
    AccessToken given = credential.getToken(wanted.setClaims(claims).setCaeEnabled(true)).block();
    return Objects.requireNonNull(given, "a sign-in gives a token, or fails");
  }

  /**
   * The next one is to be another, unless somebody has fetched it already. The library keeps tokens
   * too, of AD FS at least, by the same clock: it begins anew.
   *
   * @param lacks the claims that the next one must have, as JSON; empty for none. They are asked
   *     for once: a later token is challenged again if it has to be
   */
  synchronized void refused(String token, String lacks) {
    AccessToken now = known;
    if (now != null && now.getToken().equals(token)) {
      known = null;
      claims = lacks;
      credential = maker.get();
    }
  }
}
