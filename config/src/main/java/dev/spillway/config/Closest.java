package dev.spillway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that was probably meant: the one with the fewest edits (insert, delete, replace,
 * swap of neighbours; optimal string alignment distance), when it takes no more than one edit for
 * every three letters. Case counts as no edit, and {@code _} is a dash.
 */
final class Closest {
  private static final int LONGEST = 64;

  private Closest() {}

  static Optional<String> to(String word, Collection<String> known) {
    String wanted = plain(word);
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      return Optional.empty();
    }
    int limit = Math.max(1, wanted.length() / 3);
    Optional<String> near =
        known.stream()
            .filter(k -> distance(wanted, plain(k)) <= limit)
            .min(
                Comparator.comparingInt((String k) -> distance(wanted, plain(k)))
                    .thenComparing(Comparator.naturalOrder()));
    return near.or(() -> onlyStart(wanted, known));
  }

  /** {@code addr} for {@code addresses}: the only word that begins so. */
  private static Optional<String> onlyStart(String wanted, Collection<String> known) {
    var starts = known.stream().filter(k -> plain(k).startsWith(wanted)).toList();
    return wanted.length() >= 3 && starts.size() == 1
        ? Optional.of(starts.getFirst())
        : Optional.empty();
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
