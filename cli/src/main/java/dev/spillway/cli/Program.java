package dev.spillway.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where this program is installed, and how to start it again. */
final class Program {
  private Program() {}

  /** The running Java with the same class path; small heaps suit the helpers it is used for. */
  static List<String> commandLine() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dspillway.home=" + home()));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add("dev.spillway.cli.Main");
    return List.copyOf(words);
  }

  /** The distribution's folder. */
  static Path home() {
    return Path.of(System.getProperty("spillway.home", ".")).toAbsolutePath().normalize();
  }

  /** The demo's app, shipped beside the program. */
  static Path storefront() {
    return home().resolve("demo").resolve("spillway-storefront.jar");
  }
}
