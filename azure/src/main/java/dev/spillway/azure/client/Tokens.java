package dev.spillway.azure.client;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.time.OffsetDateTime;
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
      now = credential.getTokenSync(new TokenRequestContext().addScopes(scope));
      known = now;
      return now.getToken();
    } catch (RuntimeException e) {
      throw SignInFailures.inside(e).orElseGet(() -> Transport.failure("cannot sign in", e));
    }
  }

  /**
   * The next one is to be another, unless somebody has fetched it already. The library keeps tokens
   * too, of AD FS at least, by the same clock: it begins anew.
   */
  synchronized void refused(String token) {
    AccessToken now = known;
    if (now != null && now.getToken().equals(token)) {
      known = null;
      credential = maker.get();
    }
  }
}
