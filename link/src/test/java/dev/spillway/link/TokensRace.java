package dev.spillway.link;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process that makes tokens in a folder as fast as it can. */
final class TokensRace {
  private TokensRace() {}

  static void make(Path dir, String name, int number) throws Exception {
    Tokens tokens = new Tokens(dir);
    for (int i = 0; i < number; i++) {
      var terms =
          new Invitation.Terms(
              name + i, Scope.ALL, "", 1, Duration.ofHours(1), Duration.ofHours(1));
      tokens.add(PeerRole.CONNECTOR, terms, Instant.now());
    }
  }

  public static void main(String[] args) throws Exception {
    make(Path.of(args[0]), args[1], Integer.parseInt(args[2]));
  }
}
