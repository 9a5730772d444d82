package dev.spillway.demo;

import dev.spillway.demo.world.Addresses;
import dev.spillway.demo.world.DemoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks the name server with dig(1), which is not ours, from many client subnets (EDNS Client
 * Subnet, RFC 7871).
 */
public final class ForeignClient {
  private static final int LIMIT_SECONDS = 30;

  private final List<String> prefix;
  private final Addresses addresses;
  private final Path folder;

  /**
   * @param cloud answers that named a public address
   * @param home answers that named an address of home
   */
  public record Answers(int home, int cloud) {
    public double cloudPart() {
      return home + cloud == 0 ? 0 : (double) cloud / (home + cloud);
    }
  }

  public ForeignClient(List<String> prefix, Addresses addresses, Path folder) {
    this.prefix = prefix;
    this.addresses = addresses;
    this.folder = folder;
  }

  public static boolean available() {
    return Files.isExecutable(Path.of("/usr/bin/dig"));
  }

  /** Asks so many questions, each for another subnet. */
  public Answers ask(int count) {
    return count(said(count), addresses);
  }

  /** Every address in the answers to so many questions; empty when nobody answers. */
  public Set<String> addresses(int count) {
    return said(count)
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length == 5 && words[3].equals("A") && !words[0].startsWith(";"))
        .map(words -> words[4])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String said(int count) {
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < count; i++) {
      batch.append(
          "@%s -p %d %s A +subnet=100.%d.%d.0/24 +norecurse +time=1 +tries=2 +noall +question +answer%n"
              .formatted(
                  addresses.dns().host(),
                  addresses.dns().port(),
                  ConfigFiles.HOST,
                  64 + i / 250,
                  i % 250));
    }
    try {
      Path file = Files.createTempFile(folder, "questions-", ".txt");
      Files.writeString(file, batch);
      List<String> command = new ArrayList<>(prefix);
      command.addAll(List.of("/usr/bin/dig", "-f", file.toString()));
      Process dig = new ProcessBuilder(command).redirectErrorStream(true).start();
      dig.getOutputStream().close();
      Thread guard = Thread.ofVirtual().start(() -> guard(dig));
      String said = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      guard.interrupt();
      Files.delete(file);
      return said;
    } catch (IOException e) {
      throw new DemoException("dig cannot be run: " + e.getMessage(), e);
    }
  }

  private static void guard(Process dig) {
    try {
      if (!dig.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        dig.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each answer follows the question it belongs to; its first address tells the site. */
  static Answers count(String said, Addresses addresses) {
    int home = 0;
    int cloud = 0;
    boolean open = false;
    for (String line : said.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (line.startsWith(";")) {
        open = true;
      } else if (open && words.length == 5 && words[3].equals("A")) {
        open = false;
        if (words[4].startsWith(addresses.cloudPrefix())) {
          cloud++;
        } else if (words[4].startsWith(addresses.homePrefix())) {
          home++;
        }
      }
    }
    return new Answers(home, cloud);
  }
}
