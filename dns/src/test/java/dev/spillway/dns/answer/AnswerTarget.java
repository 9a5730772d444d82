package dev.spillway.dns.answer;

import dev.spillway.dns.fuzz.Queries;
import java.util.List;

/** Any bytes as a query, over both transports, to a signed zone with each kind of name. */
public final class AnswerTarget {
  private static final AnswerJudge JUDGE = new AnswerJudge(Zoo.snapshot());

  private AnswerTarget() {}

  public static List<byte[]> seeds() {
    return Queries.corpus();
  }

  public static void fuzzerTestOneInput(byte[] query) {
    JUDGE.datagram(query);
    JUDGE.stream(query);
  }
}
