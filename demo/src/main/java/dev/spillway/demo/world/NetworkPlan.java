package dev.spillway.demo.world;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands that make the networks, in order; a pure function. Nothing is added to the root
 * namespace: cables are made inside sp-net and pushed into the others.
 *
 * <pre>
 *   sp-home 203.0.113.2 ── 203.0.113.1 sp-net 198.51.100.1 ── 198.51.100.2 sp-cloud
 *      └ 10.0.2.1 ── 10.0.2.10 sp-data
 * </pre>
 *
 * The cloud has a route to 10.0.2.0/24 by way of home; what keeps it out is the firewall in
 * sp-data.
 */
final class NetworkPlan {
  /** Text on the loopback interface of each namespace that says whose it is. */
  static final String MARK = "spillway demo";

  private NetworkPlan() {}

  static List<List<String>> up(Addresses addresses) {
    List<List<String>> all = new ArrayList<>();
    for (Place place : Place.values()) {
      all.add(List.of("ip", "netns", "add", place.namespace()));
      all.add(inside(place, "ip link set lo alias", MARK));
      all.add(inside(place, "ip link set lo up"));
    }
    cable(all, Place.NET, "home0", "203.0.113.1/24", Place.HOME, "net0", "203.0.113.2/24");
    cable(all, Place.NET, "cloud0", "198.51.100.1/24", Place.CLOUD, "net0", "198.51.100.2/24");
    cable(
        all,
        Place.HOME,
        "data0",
        addresses.homeInside() + "/24",
        Place.DATA,
        "home0",
        "10.0.2.10/24");
    all.add(inside(Place.HOME, "ip route add default via 203.0.113.1"));
    all.add(inside(Place.CLOUD, "ip route add default via 198.51.100.1"));
    all.add(inside(Place.CLOUD, "ip route add 10.0.2.0/24 via 198.51.100.1"));
    all.add(inside(Place.NET, "ip route add 10.0.2.0/24 via 203.0.113.2"));
    all.add(inside(Place.DATA, "ip route add default via " + addresses.homeInside()));
    // Every address of these ranges is the namespace's own, so hundreds of resolvers need no more.
    all.add(inside(Place.NET, "ip route add local " + addresses.resolvers() + ".0.0/16 dev lo"));
    all.add(inside(Place.NET, "sysctl -q -w net.ipv4.ip_forward=1"));
    all.add(inside(Place.HOME, "sysctl -q -w net.ipv4.ip_forward=1"));
    own(all, Place.HOME, addresses.dns().host());
    addresses.home().forEach(a -> own(all, Place.HOME, a));
    own(all, Place.CLOUD, addresses.gateway().host());
    own(all, Place.CLOUD, addresses.service().host());
    addresses.cloud().forEach(a -> own(all, Place.CLOUD, a));
    return all;
  }

  private static void cable(
      List<List<String>> all,
      Place a,
      String nameA,
      String netA,
      Place b,
      String nameB,
      String netB) {
    all.add(
        inside(
            a,
            "ip link add " + nameA + " type veth peer name " + nameB + " netns " + b.namespace()));
    all.add(inside(a, "ip address add " + netA + " dev " + nameA));
    all.add(inside(b, "ip address add " + netB + " dev " + nameB));
    all.add(inside(a, "ip link set " + nameA + " up"));
    all.add(inside(b, "ip link set " + nameB + " up"));
  }

  private static void own(List<List<String>> all, Place place, String address) {
    all.add(inside(place, "ip address add " + address + "/32 dev net0"));
  }

  /** The command in a place, words separated by blanks, then further words as they are. */
  static List<String> inside(Place place, String command, String... more) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", place.namespace()));
    all.addAll(List.of(command.split(" ")));
    all.addAll(List.of(more));
    return all;
  }

  static List<String> remove(Place place) {
    return List.of("ip", "netns", "delete", place.namespace());
  }

  /** The firewall in front of the database: nobody but home gets in. */
  static String firewall(Addresses addresses) {
    return """
    table inet spillway_demo {
      chain input {
        type filter hook input priority 0; policy accept;
        iifname "lo" accept
        ip saddr %s accept
        counter drop comment "only home may enter the data network"
      }
    }
    """
        .formatted(addresses.homeInside());
  }

  /** No rule at all, for the one probe that shows that the rule is what refuses. */
  static String lifted() {
    return "delete table inet spillway_demo\n";
  }
}
