package dev.spillway.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The TCP connections of a process, as the kernel tells them. See proc_pid_net(5). */
public final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String IPV4_IN_IPV6 = "0000000000000000FFFF0000";

  private Sockets() {}

  /** The far ends of its established IPv4 connections, as {@code address:port}. */
  public static Set<String> peers(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own = new HashSet<>();
    try (DirectoryStream<Path> handles = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path handle : handles) {
        own.add(target(handle));
      }
    }
    Set<String> peers = new HashSet<>();
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        String[] words = line.strip().split("\\s+");
        if (words[3].equals(ESTABLISHED) && own.contains("socket:[" + words[9] + "]")) {
          peers.add(readable(words[2]));
        }
      }
    }
    return peers;
  }

  private static String target(Path handle) throws IOException {
    try {
      return Files.readSymbolicLink(handle).toString();
    } catch (NoSuchFileException closedMeanwhile) {
      return "";
    }
  }

  /** From {@code 0200487F:3C38}, or the same in an IPv6 address: least significant byte first. */
  private static String readable(String text) {
    String[] both = text.replaceFirst("^" + IPV4_IN_IPV6, "").split(":");
    if (both[0].length() != 8) {
      return text;
    }
    StringBuilder address = new StringBuilder();
    for (int at = 6; at >= 0; at -= 2) {
      address.append(Integer.parseInt(both[0].substring(at, at + 2), 16));
      address.append(at > 0 ? "." : "");
    }
    return address + ":" + Integer.parseInt(both[1], 16);
  }
}
