package dev.spillway.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine's host name as a name: its first label, without a look-up where the kernel knows. */
final class MachineName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private MachineName() {}

  static String read() {
    try {
      return plain(
          Files.isReadable(KERNEL)
              ? Files.readString(KERNEL)
              : InetAddress.getLocalHost().getHostName());
    } catch (IOException e) {
      // A machine that does not know its own name still has one controller.
      return "spillway";
    }
  }

  static String plain(String host) {
    String first = host.strip().toLowerCase(Locale.ROOT).split("\\.", 2)[0];
    String name = first.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
    name = name.substring(0, Math.min(40, name.length())).replaceAll("-+$", "");
    return name.isEmpty() ? "spillway" : name;
  }
}
