package dev.spillway.dns.answer;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A signed zone with one of each kind of name. The signatures are bytes that nobody checks. */
final class Zoo implements ZoneSource {
  private static final byte[] APEX = Names.wire("example.com");
  private static final byte[] SIGNATURE = new byte[18 + APEX.length + 64];
  private static final int TXT = 16;

  private Zoo() {}

  static Snapshot snapshot() {
    return snapshot(World.shop(0.4), World.row("shop.eu.example.com", azure()));
  }

  static Snapshot snapshot(SteeredHost... rows) {
    return new SnapshotBuilder(List.of(new Zoo()), World::siteId).build(List.of(rows), 1);
  }

  private static SteeredHost.SiteAnswer azure() {
    return new SteeredHost.SiteAnswer("azure", Share.ALL, List.of(World.CLOUD_V4));
  }

  private static Rrset set(String owner, int type, byte[] data) {
    return new Rrset(Names.wire(owner), type, 3600, List.of(data), List.of(SIGNATURE));
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] data = new byte[bytes.length + 1];
    data[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, data, 1, bytes.length);
    return data;
  }

  @Override
  public byte[] apex() {
    return APEX.clone();
  }

  @Override
  public Rrset soa(long version) {
    return new PlainZone(World.ZONE).soa(version).signed(List.of(SIGNATURE));
  }

  @Override
  public List<Rrset> records(Collection<SteeredHost> hosts) {
    List<Rrset> all = new ArrayList<>();
    all.add(set("example.com", Wire.NS, Names.wire("ns1.example.com")));
    all.add(set("ns1.example.com", Wire.A, new byte[] {(byte) 192, 0, 2, 1}));
    all.add(set("shop.example.com", TXT, text("proof")));
    all.add(set("*.wild.example.com", TXT, text("any")));
    all.add(set("alias.example.com", Wire.CNAME, Names.wire("shop.example.com")));
    all.add(set("child.example.com", Wire.NS, Names.wire("ns.child.example.com")));
    all.add(set("child.example.com", Wire.DS, new byte[36]));
    all.add(set("bare.example.com", Wire.NS, Names.wire("ns.elsewhere.test")));
    all.add(set("ns.child.example.com", Wire.A, new byte[] {(byte) 192, 0, 2, 9}));
    String[] chain = {
      "example.com", "alias.example.com", "bare.example.com", "child.example.com",
      "shop.eu.example.com", "ns1.example.com", "shop.example.com", "*.wild.example.com"
    };
    for (int i = 0; i < chain.length; i++) {
      byte[] next = Names.wire(chain[(i + 1) % chain.length]);
      byte[] data = Arrays.copyOf(next, next.length + 3);
      data[next.length + 1] = 1; // a bitmap of one byte, which says A
      data[next.length + 2] = 0x40;
      all.add(set(chain[i], Wire.NSEC, data));
    }
    return all;
  }

  @Override
  public List<byte[]> signatures(Rrset answer) {
    return List.of(SIGNATURE);
  }

  @Override
  public boolean signed() {
    return true;
  }
}
