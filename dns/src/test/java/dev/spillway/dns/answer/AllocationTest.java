package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
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

  private final Snapshot snapshot = World.snapshot(World.shop(0.4));
  private final Answerer answerer =
      new Answerer(new SlotDraws(1), new Identity("ns1".getBytes(), 3, 4));
  private final Source source = new Source();
  private final byte[] out = new byte[Wire.UDP_EDNS];

  private static byte[] query(String name, int type, EDNSOption... options) {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    query.addRecord(new OPTRecord(1232, 0, 0, 0, options), Section.ADDITIONAL);
    return query.toWire();
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

  private long allocated(List<byte[]> queries, ThreadMXBean threads) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUND; i++) {
      byte[] query = queries.get(i % queries.size());
      source.v4(i);
      answerer.answer(snapshot, query, query.length, source, false, i, out);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void anAnswerTakesNoMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<byte[]> queries = allKinds();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
      least = Math.min(least, allocated(queries, threads));
    }
    assertThat(least).as("bytes for %d answers", ROUND).isZero();
  }
}
