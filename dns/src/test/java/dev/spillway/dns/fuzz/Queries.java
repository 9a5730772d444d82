package dev.spillway.dns.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Queries to begin with, and what a foreign library makes of a query. */
public final class Queries {
  /** Bytes of a changed query. */
  public static final int MOST_BYTES = 700;

  private Queries() {}

  /** Of all kinds, what once did harm, and what was found since. */
  public static List<byte[]> corpus() {
    List<byte[]> all = new ArrayList<>(Corpus.read("/dev/spillway/dns/answer/corpus.txt"));
    all.addAll(Corpus.found("answer"));
    return all;
  }

  /** Signed with a key that the server has and with one that it has not, for data and transfers. */
  public static List<byte[]> signed(String key, byte[] secret) {
    List<byte[]> all = new ArrayList<>();
    for (String by : List.of(key, "other." + key)) {
      TSIG tsig = new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString(by + "."), secret);
      for (int type : new int[] {Type.A, Type.SOA, Type.AXFR, Type.IXFR, Type.ANY}) {
        String name = type == Type.A ? "shop.example.com." : "example.com.";
        Record asked = Record.newRecord(Name.fromConstantString(name), type, DClass.IN);
        Message query = Message.newQuery(asked);
        if (type != Type.AXFR) {
          query.addRecord(new OPTRecord(1232, 0, 0, 0x8000), org.xbill.DNS.Section.ADDITIONAL);
        }
        tsig.apply(query, null);
        all.add(query.toWire());
      }
    }
    return all;
  }

  /** What an answer over UDP may have (RFC 1035 section 4.2.1, RFC 6891 section 6.2.5). */
  public static int datagram(byte[] query) {
    try {
      OPTRecord opt = new Message(query).getOPT();
      return opt == null ? 512 : Math.clamp(opt.getPayloadSize(), 512, 1232);
    } catch (IOException | RuntimeException e) {
      return 1232; // the library cannot say
    }
  }
}
