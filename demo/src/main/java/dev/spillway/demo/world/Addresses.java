package dev.spillway.demo.world;

import dev.spillway.core.Endpoint;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who has which address. Public addresses are those reserved for documentation (RFC 5737) and, for
 * the many resolvers, for benchmarks (RFC 2544).
 *
 * @param dns the name server at home
 * @param home one for each instance at home
 * @param cloud one for each public instance
 * @param homePrefix how all public addresses of home begin
 * @param cloudPrefix how all addresses of the cloud begin
 * @param appPort where instances serve
 * @param database PostgreSQL
 * @param homeInside home's address on the data network
 * @param gateway where the agent dials the link's public end
 * @param service where public instances reach the database's end of the link
 * @param agentStatus where the agent tells how the link is, inside home
 * @param resolvers first two bytes of the resolvers' source addresses
 */
public record Addresses(
    Endpoint dns,
    List<String> home,
    List<String> cloud,
    String homePrefix,
    String cloudPrefix,
    int appPort,
    Endpoint database,
    String homeInside,
    Endpoint gateway,
    Endpoint service,
    Endpoint agentStatus,
    String resolvers) {

  /** With network namespaces. */
  public static Addresses namespaces() {
    return new Addresses(
        new Endpoint("203.0.113.53", 53),
        range("203.0.113.", 10, 4),
        range("198.51.100.", 10, 20),
        "203.0.113.",
        "198.51.100.",
        8080,
        new Endpoint("10.0.2.10", 5432),
        "10.0.2.1",
        new Endpoint("198.51.100.5", 7443),
        new Endpoint("198.51.100.6", 5432),
        new Endpoint("127.0.0.1", 7444),
        "198.18");
  }

  /** Without root: loopback addresses in place of networks. */
  public static Addresses loopback() {
    return new Addresses(
        new Endpoint("127.113.0.53", 15353),
        range("127.113.0.", 10, 4),
        range("127.51.100.", 10, 20),
        "127.113.0.",
        "127.51.100.",
        18080,
        new Endpoint("127.0.2.10", 15432),
        "127.0.2.1",
        new Endpoint("127.51.100.5", 17443),
        new Endpoint("127.51.100.6", 15432),
        new Endpoint("127.113.0.1", 17444),
        "127.18");
  }

  private static List<String> range(String prefix, int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> prefix + i).toList();
  }
}
