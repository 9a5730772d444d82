package dev.spillway.dns.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
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

  /** Of all kinds, and what once did harm. */
  public static List<byte[]> corpus() {
    try (InputStream in =
        Queries.class.getResourceAsStream("/dev/spillway/dns/answer/corpus.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> HexFormat.of().parseHex(line.replace(" ", "")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
