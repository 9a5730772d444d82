package dev.spillway.azure.fake;

import dev.spillway.azure.client.Operation;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which operation a request was. */
public final class Calls {
  private Calls() {}

  public static Optional<Operation> of(Request request, Collection<Operation> operations) {
    String path = request.path().replaceFirst("^/+", "/");
    return operations.stream()
        .filter(o -> o.verb().name().equals(request.method()))
        .filter(o -> pattern(o).matcher(path).matches())
        .findFirst();
  }

  private static Pattern pattern(Operation operation) {
    String path = operation.path().replaceFirst("\\?.*", "");
    StringBuilder regex = new StringBuilder();
    for (String part : path.split("(?=\\{)|(?<=})")) {
      regex.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
  }
}
