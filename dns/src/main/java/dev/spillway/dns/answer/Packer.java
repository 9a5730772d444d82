package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Writes packed names, as {@link Packed} reads them. */
final class Packer {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  private Packer() {}

  /**
   * @param steered null when the name is not steered
   * @param glue addresses of the name servers that the name names; empty for none
   */
  static byte[] node(
      byte[] name,
      int flags,
      int zone,
      List<Rrset> sets,
      List<Rrset> glue,
      @Nullable Rows steered) {
    Packer packer = new Packer();
    try {
      return packer.pack(name, flags, zone, sets, glue, steered);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** RRsets as one, their owners' names written out, beginning at 0. */
  static byte[] written(List<Rrset> sets) {
    Packer packer = new Packer();
    try {
      packer.sets(sets, false);
      return packer.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** One RRset under the asked name, beginning at 0. */
  static byte[] asked(Rrset set) {
    Packer packer = new Packer();
    try {
      packer.sets(List.of(set), true);
      return packer.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /**
   * A row of the steering table, as it is to be packed.
   *
   * @param v6 AAAA may be answered
   */
  record Rows(SteeredHost row, ZoneSource source, boolean v6, ToIntFunction<String> counter) {}

  private byte[] pack(
      byte[] name, int flags, int zone, List<Rrset> sets, List<Rrset> glue, @Nullable Rows steered)
      throws IOException {
    int entries = sets.size() + (glue.isEmpty() ? 0 : 1);
    if (entries > Byte.MAX_VALUE) {
      throw new IllegalArgumentException(
          Names.text(name) + " has " + entries + " types of records; 127 are the most");
    }
    int fixed = Packed.NAME + name.length;
    int content = fixed + Packed.FIXED + entries * Packed.ENTRY;
    bytes.writeBytes(new byte[content]);
    Map<Integer, Integer> places = new LinkedHashMap<>();
    int steeredAt = 0;
    if (steered != null) {
      steeredAt = bytes.size();
      steered(name, steered);
    }
    for (Rrset set : sets) {
      places.put(set.type(), bytes.size());
      sets(List.of(set), true);
    }
    if (!glue.isEmpty()) {
      places.put(Packed.GLUE, bytes.size());
      sets(glue, false);
    }
    byte[] node = bytes.toByteArray();
    Bytes.put32(node, 0, NameHash.of(name));
    node[4] = (byte) name.length;
    System.arraycopy(name, 0, node, Packed.NAME, name.length);
    node[fixed] = (byte) flags;
    Bytes.put16(node, fixed + 1, zone);
    node[fixed + 3] = (byte) entries;
    Bytes.put32(node, fixed + 4, steeredAt);
    int at = fixed + Packed.FIXED;
    for (Map.Entry<Integer, Integer> place : places.entrySet()) {
      Bytes.put16(node, at, place.getKey());
      Bytes.put32(node, at + 2, place.getValue());
      at += Packed.ENTRY;
    }
    return node;
  }

  /** Offsets count from the start of the whole, so all RRsets are placed before any is written. */
  private void steered(byte[] name, Rows steered) throws IOException {
    List<Site> all = new ArrayList<>();
    for (SiteAnswer site : steered.row.sites()) {
      if (!site.share().isNone()) {
        all.add(site(name, steered, site));
      }
    }
    List<Site> withV4 = all.stream().filter(s -> s.v4.length > 0).toList();
    boolean alike = withV4.size() == all.size();
    int draw = bytes.size() + Packed.STEERED_HEADER;
    int drawV4 = alike ? draw : draw + 2 + all.size() * Packed.CHOICE;
    int at = drawV4 + 2 + withV4.size() * Packed.CHOICE;
    Map<Site, Integer> places = new LinkedHashMap<>();
    for (Site site : all) {
      places.put(site, at);
      at += site.v4.length + site.v6.length;
    }
    out.writeInt((int) steered.row.ttl().toSeconds());
    out.writeInt(withV4.isEmpty() ? 0 : drawV4);
    draw(all, places);
    if (!alike) {
      draw(withV4, places);
    }
    for (Site site : all) {
      out.write(site.v4);
      out.write(site.v6);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // each is itself only
  private record Site(String name, double share, int counter, byte[] v4, byte[] v6) {}

  private static Site site(byte[] name, Rows steered, SiteAnswer site) {
    return new Site(
        site.site(),
        site.share().value(),
        steered.counter.applyAsInt(site.site()),
        addresses(name, steered, site, false),
        steered.v6 ? addresses(name, steered, site, true) : new byte[0]);
  }

  private static byte[] addresses(byte[] name, Rows steered, SiteAnswer site, boolean six) {
    List<byte[]> data = Names.addresses(site.addresses(), six);
    if (data.isEmpty()) {
      return new byte[0];
    }
    int ttl = (int) steered.row.ttl().toSeconds();
    Rrset set = new Rrset(name, six ? Wire.AAAA : Wire.A, ttl, data);
    return asked(set.signed(steered.source.signatures(set)));
  }

  private void draw(List<Site> sites, Map<Site, Integer> places) throws IOException {
    double sum = sites.stream().mapToDouble(Site::share).sum();
    double before = 0;
    out.writeShort(sites.size());
    for (Site site : sites) {
      before += site.share;
      out.writeLong((long) (Math.min(1, before / sum) * 0x1p63));
      out.writeLong(who(site.name));
      out.writeInt(site.counter);
      int at = java.util.Objects.requireNonNull(places.get(site));
      out.writeInt(site.v4.length > 0 ? at : 0);
      out.writeInt(site.v6.length > 0 ? at + site.v4.length : 0);
    }
  }

  /** Tells sites apart by their names alone, alike on every server (FNV-1a). */
  private static long who(String site) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : site.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return hash;
  }

  private void sets(List<Rrset> sets, boolean asked) throws IOException {
    Packer records = new Packer();
    Packer signatures = new Packer();
    int count = 0;
    int signed = 0;
    for (Rrset set : sets) {
      for (byte[] data : set.data()) {
        records.record(set, set.type(), data, asked);
        count++;
      }
      for (byte[] data : set.signatures()) {
        signatures.record(set, Wire.RRSIG, data, asked);
        signed++;
      }
    }
    if (records.bytes.size() + signatures.bytes.size() > Wire.STREAM) {
      throw new IllegalArgumentException(
          Names.text(sets.getFirst().owner())
              + " has more records of one type than a DNS message holds");
    }
    out.writeShort(count);
    out.writeShort(signed);
    out.writeInt(records.bytes.size());
    out.writeInt(signatures.bytes.size());
    records.bytes.writeTo(out);
    signatures.bytes.writeTo(out);
  }

  private void record(Rrset set, int type, byte[] data, boolean asked) throws IOException {
    if (asked) {
      out.writeShort(Wire.ASKED);
    } else {
      out.write(set.owner());
    }
    out.writeShort(type);
    out.writeShort(Wire.IN);
    out.writeInt(set.ttlSeconds());
    out.writeShort(data.length);
    out.write(data);
  }
}
