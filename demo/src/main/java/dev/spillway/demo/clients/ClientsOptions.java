package dev.spillway.demo.clients;

import dev.spillway.core.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the clients behave.
 *
 * @param load the rates to send at, see {@link Trace}
 * @param dns the name server
 * @param host the application's public name
 * @param port where it serves, at each answered address
 * @param sites from the beginning of an address to the name of its site
 * @param resolvers how many resolvers, 1 to 10,000
 * @param clients how many clients share them
 * @param sources first two bytes of the resolvers' addresses
 * @param stale part of the resolvers that keep answers far too long, 0 to 1
 * @param seed the same seed gives the same load
 */
public record ClientsOptions(
    Path load,
    Endpoint dns,
    String host,
    int port,
    Map<String, String> sites,
    int resolvers,
    int clients,
    String sources,
    double stale,
    long seed) {
  public ClientsOptions {
    sites = new LinkedHashMap<>(sites);
  }

  /** As arguments for {@link Main}. */
  public List<String> arguments() {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("load=" + load, "dns=" + dns, "host=" + host, "port=" + port));
    sites.forEach((prefix, site) -> all.add("site=" + prefix + ":" + site));
    all.addAll(List.of("resolvers=" + resolvers, "clients=" + clients, "sources=" + sources));
    all.addAll(List.of("stale=" + stale, "seed=" + seed));
    return all;
  }

  /**
   * Reads {@code key=value} arguments.
   *
   * @throws IllegalArgumentException names the argument that is missing or wrong
   */
  static ClientsOptions parse(String[] args) {
    Map<String, String> one = new LinkedHashMap<>();
    Map<String, String> sites = new LinkedHashMap<>();
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length != 2) {
        throw new IllegalArgumentException("'" + arg + "' is not key=value");
      }
      if (pair[0].equals("site")) {
        String[] site = pair[1].split(":", 2);
        sites.put(site[0], site[1]);
      } else {
        one.put(pair[0], pair[1]);
      }
    }
    return new ClientsOptions(
        Path.of(need(one, "load")),
        Endpoint.parse(need(one, "dns")),
        need(one, "host"),
        Integer.parseInt(need(one, "port")),
        sites,
        Integer.parseInt(need(one, "resolvers")),
        Integer.parseInt(need(one, "clients")),
        need(one, "sources"),
        Double.parseDouble(need(one, "stale")),
        Long.parseLong(need(one, "seed")));
  }

  private static String need(Map<String, String> from, String key) {
    String value = from.get(key);
    if (value == null) {
      throw new IllegalArgumentException("argument " + key + "=… is missing");
    }
    return value;
  }

  /** The site of an address; {@code other} when no prefix fits. */
  String siteOf(String address) {
    return sites.entrySet().stream()
        .filter(e -> address.startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("other");
  }
}
