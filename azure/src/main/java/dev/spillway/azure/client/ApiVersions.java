package dev.spillway.azure.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which version of each interface a cloud is spoken to with. Public Azure has all of ours: the
 * newest. A Hub is asked once for each provider, and when it still refuses a version, its own words
 * say which it has:
 *
 * <pre>
 * offered by the Hub           spoken
 * one or more of ours          the newest of these
 * nothing known                the floor (the last of ours)
 * refused with a list          the newest of ours in the list, older than the refused one
 * refused without a list       the next older of ours
 * nothing older                gives up: the refusal is the answer
 * </pre>
 *
 * Safe for any thread.
 */
final class ApiVersions {
  private static final Pattern VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:-[a-z]+)?");
  private static final Set<String> REFUSALS =
      Set.of("NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType");

  private final boolean newest;
  private final Map<String, String> chosen = new ConcurrentHashMap<>();

  /**
   * @param newest whether the cloud has every version that this program speaks
   */
  ApiVersions(boolean newest) {
    this.newest = newest;
  }

  /** Empty until {@link #offered} told what the cloud has of this provider. */
  Optional<String> of(Api api) {
    String known = chosen.get(key(api));
    if (known != null) {
      return Optional.of(known);
    }
    boolean settled = newest || api.versions().size() == 1;
    return settled ? Optional.of(api.versions().getFirst()) : Optional.empty();
  }

  /** What the cloud says that it has. */
  String offered(Api api, Set<String> has) {
    String choice =
        api.versions().stream().filter(has::contains).findFirst().orElse(api.versions().getLast());
    chosen.put(key(api), choice);
    return choice;
  }

  static boolean refused(ArmError error) {
    return (error.status() == 400 || error.status() == 404) && REFUSALS.contains(error.code());
  }

  /** The next version to try after a refusal; empty when there is none. */
  Optional<String> stepDown(Api api, String refused, String message) {
    int at = api.versions().indexOf(refused);
    List<String> older = api.versions().subList(at + 1, api.versions().size());
    Set<String> named = named(message);
    named.remove(refused);
    Optional<String> next =
        older.stream().filter(v -> named.isEmpty() || named.contains(v)).findFirst();
    next.ifPresent(v -> chosen.put(key(api), v));
    return next;
  }

  private static Set<String> named(String message) {
    Matcher found = VERSION.matcher(message);
    return found.results().map(r -> r.group()).collect(Collectors.toSet());
  }

  private static String key(Api api) {
    return api.provider() + api.versions();
  }
}
