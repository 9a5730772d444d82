package dev.spillway.demo.world;

import java.util.ArrayList;
import java.util.List;

/** The namespaces as they are on this machine. */
final class Networks {
  private Networks() {}

  static boolean possible() {
    return "root".equals(System.getProperty("user.name"))
        && there("ip")
        && there("nft")
        && Commands.run(List.of("ip", "netns", "list"), "").code() == 0;
  }

  private static boolean there(String program) {
    for (String folder : List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/")) {
      if (java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder + program))) {
        return true;
      }
    }
    return false;
  }

  /** Removes what an earlier demo left behind; returns what that was, for people. */
  static List<String> clean() {
    List<String> removed = new ArrayList<>();
    for (Place place : existing()) {
      String link = Commands.run(NetworkPlan.inside(place, "ip link show dev lo"), "").output();
      if (!link.contains(NetworkPlan.MARK)) {
        throw new DemoException(
            "a network namespace "
                + place.namespace()
                + " exists that no demo made; remove it (ip netns delete "
                + place.namespace()
                + ") or run without root");
      }
    }
    for (Place place : existing()) {
      int ended = end(place);
      Commands.must(NetworkPlan.remove(place));
      removed.add(place.namespace() + (ended > 0 ? " with " + ended + " processes" : ""));
    }
    return removed;
  }

  static List<Place> existing() {
    List<String> names =
        Commands.must(List.of("ip", "netns", "list")).lines().map(l -> l.split(" ")[0]).toList();
    return List.of(Place.values()).stream().filter(p -> names.contains(p.namespace())).toList();
  }

  static void up(Addresses addresses) {
    NetworkPlan.up(addresses).forEach(Commands::must);
    shut(addresses);
  }

  /** Puts the firewall rule in force. */
  static void shut(Addresses addresses) {
    Commands.must(NetworkPlan.inside(Place.DATA, "nft -f -"), NetworkPlan.firewall(addresses));
  }

  static void lift() {
    Commands.must(NetworkPlan.inside(Place.DATA, "nft -f -"), NetworkPlan.lifted());
  }

  /** How many packets the firewall rule has dropped. */
  static long dropped() {
    String rules =
        Commands.must(NetworkPlan.inside(Place.DATA, "nft list table inet spillway_demo"));
    var found = java.util.regex.Pattern.compile("counter packets (\\d+)").matcher(rules);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** The processes that run in a place. */
  static List<Long> processes(Place place) {
    return Commands.run(List.of("ip", "netns", "pids", place.namespace()), "")
        .output()
        .lines()
        .filter(l -> l.matches("\\d+"))
        .map(Long::parseLong)
        .toList();
  }

  /** Ends all processes in a place: asked first, forced after three seconds. */
  static int end(Place place) {
    return Processes.end(
        processes(place).stream().flatMap(p -> ProcessHandle.of(p).stream()).toList());
  }
}
