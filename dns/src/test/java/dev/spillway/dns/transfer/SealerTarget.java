package dev.spillway.dns.transfer;

import dev.spillway.dns.engine.StreamService;
import dev.spillway.dns.fuzz.Claim;
import dev.spillway.dns.fuzz.Corpus;
import dev.spillway.dns.fuzz.Queries;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/** Any bytes as a query that may be signed: no exception, and nothing longer than it may be. */
public final class SealerTarget {
  private static final String KEY = "xfr.example.com";
  private static final String SECRET = "c3BpbGx3YXkgdGVzdHMgdXNlIHRoaXMgc2VjcmV0ISE=";
  private static final int MOST = 1232;
  private static final int COUNTS_END = 12;
  private static final SealerTarget TARGET = new SealerTarget();

  /** What became of an answer. */
  enum Result {
    AS_IT_WAS,
    SAYS_WHAT_IS_WRONG,
    SIGNED
  }

  final Transfers transfers =
      new Transfers(List.of(), List.of(new TransferKey(KEY, "hmac-sha256", SECRET)));
  private final TSIG signer =
      new TSIG(
          TSIG.HMAC_SHA256, Name.fromConstantString(KEY + "."), Base64.getDecoder().decode(SECRET));

  public static List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>(Queries.signed(KEY, Base64.getDecoder().decode(SECRET)));
    all.addAll(Queries.corpus());
    all.addAll(Corpus.found("sealer"));
    return all;
  }

  /** As it is, and signed rightly, so that what lies behind the signature is reached. */
  public static void fuzzerTestOneInput(byte[] query) {
    TARGET.seal(query);
    if (query.length >= COUNTS_END) {
      TARGET.seal(TARGET.signed(query));
    }
  }

  Result seal(byte[] query) {
    byte[] answer = new byte[2048];
    System.arraycopy(query, 0, answer, 0, Math.min(query.length, COUNTS_END));
    answer[3] = 0;
    int length = Math.max(query.length, COUNTS_END);
    int size = transfers.seal(query, query.length, answer, length, MOST);
    Claim.that(
        size == StreamService.NO_ROOM || (size >= COUNTS_END && size <= MOST),
        "an answer that fits",
        query);
    Iterable<byte[]> messages = transfers.answers(query, InetAddress.getLoopbackAddress());
    if (messages != null) {
      messages.forEach(message ->
          Claim.that(
              message.length >= COUNTS_END && message.length <= 65_535,
              "messages of a transfer that fit",
              query));
    }
    if ((answer[3] & 15) != 0) {
      return Result.SAYS_WHAT_IS_WRONG;
    }
    return size == length ? Result.AS_IT_WAS : Result.SIGNED;
  }

  /** The bytes need not be a message that a library can read. */
  byte[] signed(byte[] query) {
    int id = (query[0] & 0xFF) << 8 | query[1] & 0xFF;
    byte[] record = signer.generate(new Message(id), query, 0, null).toWire(Section.ADDITIONAL);
    byte[] all = Arrays.copyOf(query, query.length + record.length);
    System.arraycopy(record, 0, all, query.length, record.length);
    int additional = ((query[10] & 0xFF) << 8 | query[11] & 0xFF) + 1;
    all[10] = (byte) (additional >> 8);
    all[11] = (byte) additional;
    return all;
  }
}
