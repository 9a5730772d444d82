package dev.spillway.control.api;

import dev.spillway.control.api.Tokens.Role;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;

/**
 * Lets a request through or says why not. Host must be an address, {@code localhost} or the API's
 * own name, so that a foreign name pointed at this machine (DNS rebinding) opens nothing; Origin,
 * which browsers send, must be the API itself.
 */
final class Guard {
  private static final Pattern ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}|\\[[0-9a-fA-F:.]+]");

  private final Tokens tokens;
  private final String name;

  /**
   * @param name the host that the API's configuration names
   */
  Guard(Tokens tokens, String name) {
    this.tokens = tokens;
    this.name = name;
  }

  void place(ServerRequest request) throws ApiException {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    String bare = host.replaceFirst(":\\d+$", "");
    if (!ADDRESS.matcher(bare).matches()
        && !bare.equalsIgnoreCase("localhost")
        && !bare.equalsIgnoreCase(name)) {
      throw new ApiException(
          403,
          "the host '" + host + "' is not this controller",
          "use its address, localhost, or the host of `api` in controller.yaml");
    }
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
    if (!origin.isEmpty()
        && !origin.equals("http://" + host)
        && !origin.equals("https://" + host)) {
      throw new ApiException(
          403, "the origin '" + origin + "' may not use this API", "open the dashboard itself");
    }
  }

  Role role(ServerRequest request) throws ApiException {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    String fix =
        "it is in the state folder's file `token`; programs send it as `Authorization: Bearer …`";
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new ApiException(401, "no token", fix);
    }
    return tokens
        .role(header.substring(7).strip())
        .orElseThrow(() -> new ApiException(401, "the token is not known here", fix));
  }

  void operator(Role role) throws ApiException {
    if (role != Role.OPERATOR) {
      throw new ApiException(
          403, "a viewer may look and change nothing", "use the operator's token");
    }
  }
}
