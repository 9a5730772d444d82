package dev.spillway.dns.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run of Jazzer said and left in its folder.
 *
 * @param exit 0 when nothing was found
 * @param runs inputs that were tried
 * @param firstCoverage branches that the first inputs took
 * @param coverage branches that all inputs took
 * @param finding Jazzer's own words and the bytes in hexadecimal; empty when nothing was found
 * @param inputs that were kept, since each takes a branch that the others do not
 */
record FuzzRun(
    int exit, long runs, int firstCoverage, int coverage, String finding, List<byte[]> inputs) {
  private static final Pattern STATUS = Pattern.compile("(?m)^#(\\d+)\\s.*\\bcov: (\\d+)");
  private static final int MOST_CHARACTERS = 6_000;

  /**
   * @param artifacts where inputs are written that break something, as {@code crash-…} or {@code
   *     timeout-…}
   */
  static FuzzRun of(int exit, String said, Path artifacts, Path corpus) throws IOException {
    long runs = 0;
    int first = 0;
    int last = 0;
    for (Matcher line = STATUS.matcher(said); line.find(); ) {
      runs = Long.parseLong(line.group(1));
      last = Integer.parseInt(line.group(2));
      first = first == 0 ? last : first;
    }
    StringBuilder finding = new StringBuilder();
    for (byte[] input : contents(artifacts)) {
      finding.append("input ").append(HexFormat.of().formatHex(input)).append('\n');
    }
    if (exit != 0) {
      finding.append(words(said));
    }
    return new FuzzRun(exit, runs, first, last, finding.toString(), contents(corpus));
  }

  /** From the exception on, or the end of what was said when there is none. */
  private static String words(String said) {
    int from = said.indexOf("\n== ");
    return from < 0
        ? said.substring(Math.max(0, said.length() - MOST_CHARACTERS))
        : said.substring(from, Math.min(said.length(), from + MOST_CHARACTERS));
  }

  private static List<byte[]> contents(Path folder) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
    }
    return all;
  }

  static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
