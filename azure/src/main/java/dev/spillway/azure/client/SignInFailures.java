package dev.spillway.azure.client;

import com.azure.core.exception.ClientAuthenticationException;
import com.microsoft.aad.msal4j.MsalException;
import com.microsoft.aad.msal4j.MsalServiceException;
import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a failed sign-in means, by the codes of Entra ID. */
final class SignInFailures {
  private static final Map<String, String> HELP =
      Map.of(
          "AADSTS7000222", "the secret has expired: make a new one",
          "AADSTS7000215", "the secret is wrong: give the secret's value, not its id",
          "AADSTS700016", "the tenant knows no such client: check client and tenant",
          "AADSTS90002", "there is no such tenant: check tenant",
          "AADSTS700024", "the clock of this machine is wrong: set it",
          "AADSTS700027", "the certificate is not registered with the client, or has expired",
          "AADSTS500011", "the tenant knows no such audience: check cloud");

  /** What the libraries say where Entra ID was not asked. */
  private static final Map<String, String> WITHOUT_CODE =
      Map.of(
          "Azure CLI not installed", "there is no az for the controller's user: install it",
          "az login", "run az login as the user that the controller runs as",
          "[Managed Identity]", "this machine has no such identity: assign one to it",
          "ManagedIdentityCredential", "this machine has no such identity: assign one to it");

  /** A service that answers with no error of its own is told of in words only. */
  private static final Pattern STATUS = Pattern.compile("status code: (\\d{3})");

  private SignInFailures() {}

  /** A failed sign-in among the causes of what a call threw. */
  static Optional<AdapterException> inside(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof ClientAuthenticationException || at instanceof MsalException) {
        return Optional.of(of(at));
      }
    }
    return Optional.empty();
  }

  static AdapterException of(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      boolean theirs = at instanceof MsalServiceException m && later(m);
      if (theirs || at instanceof IOException) {
        return new AdapterException.Transient("cannot sign in now: " + at.getMessage(), e);
      }
    }
    String message = Transport.deepest(e).lines().findFirst().orElse("");
    String help =
        Stream.concat(
                HELP.entrySet().stream().filter(h -> mentions(e, h.getKey())),
                WITHOUT_CODE.entrySet().stream().filter(h -> message.contains(h.getKey())))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("check tenant, client and secret or certificate");
    return new AdapterException.Invalid("cannot sign in: " + help + " (" + message + ")", e);
  }

  private static boolean later(MsalServiceException e) {
    Integer told = e.statusCode();
    Matcher words = STATUS.matcher(String.valueOf(e.getMessage()));
    int status = told != null ? told : words.find() ? Integer.parseInt(words.group(1)) : 0;
    return status >= 500 || status == 429 || status == 408;
  }

  private static boolean mentions(Throwable e, String code) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      String message = at.getMessage();
      // AADSTS700016 begins AADSTS7000161: the code ends with something else than a digit.
      if (message != null && message.matches("(?s).*" + code + "(?!\\d).*")) {
        return true;
      }
    }
    return false;
  }
}
