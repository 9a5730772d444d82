package dev.spillway.e2e.faults;

import dev.spillway.demo.ForeignClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as it is shipped, and whether this machine can show its faults. */
final class Distribution {
  private static final Path HOME =
      Path.of(System.getProperty("basedir", "."), "..", "cli", "target", "dist")
          .toAbsolutePath()
          .normalize();

  private Distribution() {}

  /** What is missing here, each with what to do; empty when all can be shown. */
  static List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!"root".equals(System.getProperty("user.name"))) {
      missing.add("root: run the tests as root, they make network namespaces");
    }
    if (!there("ip")) {
      missing.add("the program ip: install iproute2");
    }
    if (!there("nft")) {
      missing.add("the program nft: install nftables");
    }
    if (!ForeignClient.available()) {
      missing.add("the program dig: install bind9-dnsutils");
    }
    if (!Files.isRegularFile(storefront()) || !Files.isDirectory(HOME.resolve("lib"))) {
      missing.add("the distribution " + HOME + ": build it, ./mvnw -pl cli -am package");
    }
    return missing;
  }

  private static boolean there(String program) {
    return List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/").stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder + program)));
  }

  static Path storefront() {
    return HOME.resolve("demo").resolve("spillway-storefront.jar");
  }

  /** Starts Spillway, without arguments; small heaps suit a machine that runs all sites. */
  static List<String> spillway() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "-Dspillway.home=" + HOME,
        "-cp",
        HOME.resolve("lib") + "/*",
        "dev.spillway.cli.Main");
  }
}
