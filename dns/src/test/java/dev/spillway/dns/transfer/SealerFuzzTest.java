package dev.spillway.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.engine.StreamService;
import dev.spillway.dns.fuzz.Mutator;
import dev.spillway.dns.fuzz.Queries;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signed queries with some bytes changed: no exception, and nothing longer than it may be. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SealerFuzzTest {
  private static final String KEY = "xfr.example.com";
  private static final String SECRET = "c3BpbGx3YXkgdGVzdHMgdXNlIHRoaXMgc2VjcmV0ISE=";
  private static final int MOST = 1232;
  private static final Logger LOG = Logger.getLogger(Transfers.class.getName());

  private final Transfers transfers =
      new Transfers(List.of(), List.of(new TransferKey(KEY, "hmac-sha256", SECRET)));

  @Test
  void changedSignaturesNeverDoHarm() {
    Level before = LOG.getLevel();
    LOG.setLevel(Level.SEVERE);
    try {
      List<byte[]> from = new ArrayList<>(Queries.signed(KEY, Base64.getDecoder().decode(SECRET)));
      from.addAll(Queries.corpus());
      Mutator mutator = new Mutator(3, Queries.MOST_BYTES);
      int[] results = new int[3];
      from.forEach(query -> results[seal(query)]++);
      while (mutator.more()) {
        results[seal(mutator.change(from))]++;
      }
      System.out.println(
          "answers as they were, about the key, signed: "
              + List.of(results[0], results[1], results[2]));
      assertThat(results).as("each kind was met").doesNotContain(0);
      assertThat(transfers.counts())
          .anySatisfy(count -> {
            assertThat(count.key()).isEqualTo("spillway_dns_transfers_total{result=\"refused\"}");
            assertThat(count.value()).isPositive();
          });
    } finally {
      LOG.setLevel(before);
    }
  }

  /** 0: as it was; 1: says what is wrong; 2: signed. */
  private int seal(byte[] query) {
    String asked = HexFormat.of().formatHex(query);
    byte[] answer = new byte[2048];
    System.arraycopy(query, 0, answer, 0, Math.min(query.length, 12));
    answer[3] = 0;
    int length = Math.max(query.length, 12);
    int size = transfers.seal(query, query.length, answer, length, MOST);
    assertThat(size == StreamService.NO_ROOM || (size >= 12 && size <= MOST)).as(asked).isTrue();
    Iterable<byte[]> messages = transfers.answers(query, InetAddress.getLoopbackAddress());
    if (messages != null) {
      messages.forEach(message -> assertThat(message.length).as(asked).isBetween(12, 65_535));
    }
    int rcode = answer[3] & 15;
    return size == length && rcode == 0 ? 0 : rcode != 0 ? 1 : 2;
  }
}
