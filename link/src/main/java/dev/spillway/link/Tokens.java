package dev.spillway.link;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tokens by which further ends get their certificates, in {@code tokens.txt} of the authority's
 * folder: one a line, without the secret itself. Safe for any thread and for several processes,
 * which take turns by a lock on {@code tokens.lock}.
 */
final class Tokens {
  static final String FILE = "tokens.txt";

  private final Path file;
  private final Path lock;

  Tokens(Path dir) {
    file = dir.resolve(FILE);
    lock = dir.resolve("tokens.lock");
  }

  private interface Turn<T> {
    T take() throws IOException;
  }

  /** One at a time: of this process by the monitor, of several by the file. */
  private <T> T alone(Turn<T> turn) throws IOException {
    synchronized (Tokens.class) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException("the lock on " + lock + " was lost");
        }
        return turn.take();
      }
    }
  }

  /** Adds a token and returns its secret, which is nowhere else. */
  String add(PeerRole role, Invitation.Terms terms, Instant now) throws IOException {
    if (terms.uses() < 1 || terms.release().contains(" ")) {
      throw new IllegalArgumentException("a token has one use or more, and a release is one word");
    }
    String secret = Keys.random() + Keys.random();
    Token fresh =
        new Token(
            hash(secret),
            role,
            Hello.name(terms.name()),
            terms.scope(),
            terms.release(),
            terms.uses(),
            0,
            now.plus(terms.open()),
            terms.valid());
    return alone(() -> {
      List<Token> all = all();
      all.add(fresh);
      write(all);
      return secret;
    });
  }

  /** Those that are meant are good for nothing any more. */
  void remove(Predicate<Token> meant) throws IOException {
    alone(() -> {
      List<Token> all = all();
      if (all.removeIf(meant)) {
        write(all);
      }
      return all;
    });
  }

  /**
   * Uses a token once.
   *
   * @return what it is good for, as it was before this use; empty when it is not good
   */
  Optional<Token> use(String secret, PeerRole role, String release, Instant now)
      throws IOException {
    String hash = hash(secret);
    return alone(() -> {
      List<Token> all = all();
      all.removeIf(token -> token.uses() < 1 || !token.expires().isAfter(now));
      Optional<Token> found =
          all.stream()
              .filter(token -> token.hash().equals(hash) && token.role() == role)
              .filter(token -> token.release().isEmpty() || token.release().equals(release))
              .findFirst();
      found.ifPresent(token -> all.set(all.indexOf(token), token.used()));
      write(all);
      return found;
    });
  }

  /**
   * Takes a use back that came to nothing. The number that it took stays taken, since another may
   * have the next one already.
   *
   * @param before what {@link #use} returned
   */
  void giveBack(Token before) throws IOException {
    alone(() -> {
      List<Token> all = all();
      Optional<Token> now =
          all.stream().filter(token -> token.hash().equals(before.hash())).findFirst();
      all.removeIf(token -> token.hash().equals(before.hash()));
      all.add(now.map(Token::unused).orElse(before));
      write(all);
      return before;
    });
  }

  private List<Token> all() throws IOException {
    List<Token> all = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : KeyFiles.readPrivate(file).lines().toList()) {
        try {
          all.add(Token.parse(line));
        } catch (RuntimeException e) {
          throw new IOException(file + " holds a line that is no token: " + e.getMessage(), e);
        }
      }
    }
    return all;
  }

  private void write(List<Token> all) throws IOException {
    StringBuilder text = new StringBuilder();
    all.forEach(token -> text.append(token.line()).append('\n'));
    KeyFiles.replace(file, text.toString(), KeyFiles.SECRET);
  }

  private static String hash(String secret) {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
