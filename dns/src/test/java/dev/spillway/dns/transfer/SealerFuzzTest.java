package dev.spillway.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Mutator;
import dev.spillway.dns.fuzz.Queries;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signed queries with some bytes changed: no exception, and nothing longer than it may be. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SealerFuzzTest {
  private static final Logger LOG = Logger.getLogger(Transfers.class.getName());

  private final SealerTarget target = new SealerTarget();

  @Test
  void changedSignaturesNeverDoHarm() {
    Level before = LOG.getLevel();
    LOG.setLevel(Level.SEVERE);
    try {
      List<byte[]> from = SealerTarget.seeds();
      Mutator mutator = new Mutator(3, Queries.MOST_BYTES);
      Map<SealerTarget.Result, Integer> results = new EnumMap<>(SealerTarget.Result.class);
      from.forEach(query -> results.merge(target.seal(query), 1, Integer::sum));
      while (mutator.more()) {
        results.merge(Claim.noException(mutator.change(from), target::seal), 1, Integer::sum);
      }
      System.out.println("answers: " + results);
      assertThat(results).containsOnlyKeys(SealerTarget.Result.values());
      assertThat(target.transfers.counts())
          .anySatisfy(count -> {
            assertThat(count.key()).isEqualTo("spillway_dns_transfers_total{result=\"refused\"}");
            assertThat(count.value()).isPositive();
          });
    } finally {
      LOG.setLevel(before);
    }
  }

  @Test
  void aQueryThatIsSignedRightlyIsAnsweredWithASignature() {
    byte[] query = Queries.corpus().getFirst();
    assertThat(target.seal(query)).isEqualTo(SealerTarget.Result.AS_IT_WAS);
    assertThat(target.seal(target.signed(query))).isEqualTo(SealerTarget.Result.SIGNED);
  }
}
