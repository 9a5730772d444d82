package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Mutator;
import dev.spillway.dns.fuzz.Queries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Changes queries at random, keeps those that get a new shape of answer, and goes on from them.
 * {@link AnswerJudge} says what has to hold.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CorpusFuzzTest {
  private final AnswerJudge judge = new AnswerJudge(Zoo.snapshot());

  /** What tells these answers' kind from others: flags, response code, counts, size. */
  private String ask(byte[] query) {
    StringBuilder shape = new StringBuilder();
    for (byte[] answer : List.of(judge.datagram(query), judge.stream(query))) {
      shape.append(answer.length >>> 4).append('/');
      if (answer.length > 0) {
        shape.append(HexFormat.of().formatHex(answer, 2, Wire.HEADER));
      }
    }
    return shape.toString();
  }

  @Test
  void theCorpusAsItIs() {
    assertThat(Queries.corpus()).hasSizeGreaterThan(15).allSatisfy(query -> ask(query));
  }

  @Test
  void changedQueriesNeverDoHarm() {
    List<byte[]> kept = new ArrayList<>(Queries.corpus());
    Set<String> shapes = new HashSet<>();
    kept.forEach(query -> shapes.add(ask(query)));
    int known = shapes.size();
    Mutator mutator = new Mutator(42, Queries.MOST_BYTES);
    long tried = 0;
    while (mutator.more()) {
      byte[] query = mutator.change(kept);
      tried++;
      if (shapes.add(Claim.noException(query, this::ask)) && kept.size() < 20_000) {
        kept.add(query);
      }
    }
    System.out.println(tried + " queries, " + shapes.size() + " shapes of answers");
    assertThat(shapes).hasSizeGreaterThan(known);
  }
}
