package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Once compiled, an answer takes no memory, whatever was asked. */
class AllocationTest {
  private static final int ROUND = 40_000;
  private static final int MOST_ROUNDS = 60;

  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(), 3, 4));
  private final Source source = new Source();
  private final byte[] out = new byte[Wire.STREAM];

  private static byte[] query(String name, int type, EDNSOption... options) {
    return query(name, type, 0, options);
  }

  private static byte[] query(String name, int type, int flags, EDNSOption... options) {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, flags, options), Section.ADDITIONAL);
    return query.toWire();
  }

  private static byte[] signed(String name, int type) {
    return query(name, type, Flags.DO);
  }

  /** Answers with signatures, and each way to say no: with proofs, and cut to fit. */
  private static List<byte[]> allKindsOfASignedZone() {
    List<byte[]> all = new ArrayList<>();
    all.add(signed("shop.example.com.", Type.A));
    all.add(signed("shop.example.com.", Type.AAAA));
    all.add(signed("shop.eu.example.com.", Type.ANY));
    all.add(signed("shop.eu.example.com.", Type.RRSIG));
    all.add(signed("shop.eu.example.com.", Type.AAAA)); // no such data
    all.add(signed("eu.example.com.", Type.A)); // an empty name
    all.add(signed("nothing.example.com.", Type.A)); // no such name
    all.add(signed("a.b.c.nothing.example.com.", Type.A));
    all.add(query("nothing.example.com.", Type.A)); // signatures not asked for
    all.add(signed("x.wild.example.com.", 16)); // by wildcard
    all.add(signed("x.wild.example.com.", Type.MX)); // by wildcard, no such data
    all.add(signed("alias.example.com.", Type.A));
    all.add(signed("www.child.example.com.", Type.A)); // delegated, with DS
    all.add(signed("www.bare.example.com.", Type.A)); // delegated, unsigned
    all.add(signed("example.com.", Type.SOA));
    all.add(signed("elsewhere.test.", Type.A)); // not ours
    return all;
  }

  private static List<byte[]> allKinds() {
    List<byte[]> all = new ArrayList<>();
    ClientSubnetOption subnet = new ClientSubnetOption(24, 0, InetAddress.ofLiteral("192.0.2.0"));
    all.add(query("shop.example.com.", Type.A));
    all.add(query("shop.example.com.", Type.AAAA, subnet));
    all.add(query("shop.example.com.", Type.A, new GenericEDNSOption(10, new byte[24])));
    all.add(query("shop.example.com.", Type.A, new GenericEDNSOption(3, new byte[0])));
    all.add(query("shop.example.com.", Type.ANY));
    all.add(query("nothing.example.com.", Type.A));
    all.add(query("example.com.", Type.NS));
    all.add(query("elsewhere.test.", Type.A));
    all.add(new byte[] {1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 77});
    return all;
  }

  private long allocated(
      Snapshot snapshot, List<byte[]> queries, boolean stream, ThreadMXBean threads) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUND; i++) {
      byte[] query = queries.get(i % queries.size());
      source.v4(i);
      answerer.answer(snapshot, query, query.length, source, stream, i, out);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @ParameterizedTest(name = "signed {0}, over TCP {1}")
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void anAnswerTakesNoMemory(boolean signed, boolean stream) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Snapshot snapshot = signed ? Zoo.snapshot() : World.snapshot(World.shop(0.4));
    List<byte[]> queries = signed ? allKindsOfASignedZone() : allKinds();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
      least = Math.min(least, allocated(snapshot, queries, stream, threads));
    }
    assertThat(least).as("bytes for %d answers", ROUND).isZero();
  }
}
