package dev.spillway.azure.containerapps;

import com.google.cloud.tools.jib.api.InsecureRegistryException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.http.ResponseException;
import com.google.cloud.tools.jib.registry.RegistryCredentialsNotSentException;
import dev.spillway.core.AdapterException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure of a registry means.
 *
 * <pre>
 * says                                       kind
 * who are you, you may not                   INVALID     a person must give the right
 * TLS is not spoken, or not trusted          INVALID
 * 408, 429, 5xx; no answer                   TRANSIENT   again later
 * all other answers                          INVALID
 * </pre>
 */
final class RegistryFailures {
  private RegistryFailures() {}

  static AdapterException of(String what, Exception e) {
    Throwable found = telling(e);
    String text = what + ": " + words(found);
    if (found instanceof RegistryUnauthorizedException) {
      return new AdapterException.Invalid(
          text + ". Check registry-user and registry-password, and that they may push", e);
    }
    if (found instanceof RegistryCredentialsNotSentException
        || found instanceof InsecureRegistryException
        || found instanceof SSLException) {
      return new AdapterException.Invalid(
          text + ". The registry must speak TLS with a certificate that the Java runtime trusts",
          e);
    }
    ResponseException answer = answer(found);
    boolean passing = answer == null ? found instanceof IOException : passing(answer);
    return passing
        ? new AdapterException.Transient(text, e)
        : new AdapterException.Invalid(text, e);
  }

  /** The registry answers that it has no such thing. */
  static boolean missing(Exception e) {
    ResponseException answer = answer(e);
    return answer != null && answer.getStatusCode() == 404;
  }

  private static boolean passing(ResponseException answer) {
    int status = answer.getStatusCode();
    return status == 408 || status == 429 || status >= 500;
  }

  /** The first in the chain that says what it is. */
  private static Throwable telling(Exception e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof RegistryException || at instanceof IOException) {
        return at;
      }
    }
    return e;
  }

  private static @Nullable ResponseException answer(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof ResponseException found) {
        return found;
      }
    }
    return null;
  }

  private static String words(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
