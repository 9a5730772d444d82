package dev.spillway.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One web application with one public host name, as its file describes it.
 *
 * @param name letters, digits and dashes; unique in a controller
 * @param host the public host name, lower case, without a final dot
 * @param artifact path of the release's artifact, relative to the file's folder; null when releases
 *     come by {@code spillway deploy} only
 * @param health how an instance shows that it may serve
 * @param sites private sites first, each in the file's order; at least one private
 * @param services what may be reached at home over the link, by name
 * @param steering where shares are published
 * @param tuning the numbers that the policy works with
 * @param budget the most to spend in a calendar month (UTC) on public sites; null for no limit
 * @param events that are known to bring clients, by their begin
 */
public record App(
    String name,
    String host,
    @Nullable String artifact,
    Health health,
    List<Site> sites,
    Map<String, Service> services,
    List<AdapterSpec> steering,
    Tuning tuning,
    @Nullable Money budget,
    List<KnownEvent> events) {
  public App {
    sites = List.copyOf(sites);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    steering = List.copyOf(steering);
    events = List.copyOf(events);
  }

  public Optional<Site> site(String siteName) {
    return sites.stream().filter(site -> site.name().equals(siteName)).findFirst();
  }

  /** The services that a site may reach, by name; a private site all of them. */
  public Map<String, Service> servicesAt(String siteName) {
    boolean isHome = site(siteName).map(site -> site.role() == Role.PRIVATE).orElse(true);
    Map<String, Service> all = new LinkedHashMap<>(services);
    all.values()
        .removeIf(service ->
            !isHome
                && !service.only().sites().isEmpty()
                && !service.only().sites().contains(siteName));
    return Collections.unmodifiableMap(all);
  }

  /** The site that is home: the first private one. */
  public Site home() {
    return sites.stream()
        .filter(site -> site.role() == Role.PRIVATE)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the configuration requires a private site"));
  }
}
