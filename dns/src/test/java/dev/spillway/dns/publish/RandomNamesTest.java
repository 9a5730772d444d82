package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Sample;
import dev.spillway.dns.answer.Rrset;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A flood of names that do not exist, on a signed zone: what it costs in signatures. */
class RandomNamesTest {
  private static final int NAMES = 2_000;
  private static final String MADE =
      "spillway_dns_zone_signatures_made_total{zone=\"example.com\"}";

  @TempDir Path folder = Path.of("");

  private static byte[] query(Random random) {
    String label = Long.toString(random.nextLong() >>> 1, 36);
    String name = random.nextBoolean() ? label : label + ".a." + label;
    Record asked =
        Record.newRecord(Name.fromConstantString(name + ".example.com."), Type.A, DClass.IN);
    Message query = Message.newQuery(asked);
    query.addRecord(new OPTRecord(1232, 0, 0, Flags.DO), Section.ADDITIONAL);
    return query.toWire();
  }

  private static String hex(byte[] signature) {
    return HexFormat.of().formatHex(signature);
  }

  /** Of the image that is answered from: they were made before anybody asked. */
  private static Set<String> madeBefore(Stage stage) {
    Set<String> all = new HashSet<>();
    List<Rrset> sets = new ArrayList<>(stage.image().body().records());
    sets.add(stage.image().soa());
    for (Rrset set : sets) {
      // the signature itself is the record's end, 64 bytes for this algorithm (RFC 6605)
      set.signatures().forEach(s -> all.add(hex(Arrays.copyOfRange(s, s.length - 64, s.length))));
    }
    return all;
  }

  @Test
  void everySignatureIsOneThatWasThereBefore() throws Exception {
    Random random = new Random(8);
    try (Stage stage = new Stage(folder, true, List.of());
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      socket.connect(stage.server.addresses().getFirst());
      Set<String> before = madeBefore(stage);
      long made = made(stage.keeper.counts());
      assertThat(made).isPositive();
      Set<String> seen = new HashSet<>();
      byte[] buffer = new byte[1232];
      for (int i = 0; i < NAMES; i++) {
        byte[] query = query(random);
        socket.send(new DatagramPacket(query, query.length));
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        int signatures = 0;
        for (Record record : answer.getSection(Section.AUTHORITY)) {
          if (record instanceof RRSIGRecord signature) {
            seen.add(hex(signature.getSignature()));
            signatures++;
          }
        }
        assertThat(signatures).as("of the SOA and one or two NSEC").isBetween(2, 3);
      }
      assertThat(before).containsAll(seen);
      assertThat(seen).hasSizeGreaterThan(3);
      assertThat(made(stage.keeper.counts())).as("made meanwhile").isEqualTo(made);
    }
  }

  private static long made(List<Sample> counts) {
    return Stage.figure(counts, MADE);
  }
}
