package dev.spillway.dns.answer;

import dev.spillway.dns.answer.Reply.Section;

/**
 * The answer function: from a message and a snapshot to the answer's bytes. It reads no clock, no
 * socket and no file; time and chance are passed in. The object only holds what would otherwise be
 * allocated for each query, so each worker has its own; for one thread.
 *
 * <p>Any bytes are answered or left alone, never with an exception. In this order:
 *
 * <pre>
 * shorter than a header, or a response   nothing
 * opcode other than QUERY                NOTIMP
 * no question but a cookie               NOERROR, our cookie
 * not one question, malformed, answers   FORMERR
 * EDNS version above 0                   BADVERS
 * class other than IN, AXFR, TKEY …      REFUSED
 * no zone holds the name                 REFUSED
 * no such name, no table published yet   SERVFAIL
 * at or below another server's cut       referral
 * no such name, no wildcard for it       NXDOMAIN with SOA
 * no such type                           NODATA with SOA
 * else                                   the records
 * </pre>
 */
public final class Answerer {
  private final Query query = new Query();
  private final Reply reply = new Reply();
  private final Lookup lookup = new Lookup(query);
  private final Denial denial = new Denial(query, lookup, reply);
  private final Options options;
  private final Draws draws;

  private int rcode;
  private int counter;
  private int scope;
  private int extended;
  private int kind;

  /**
   * @param identity what the server says of itself
   */
  public Answerer(Draws draws, Identity identity) {
    this.draws = draws;
    this.options = new Options(identity);
  }

  /** The latest query carried a TSIG: whoever knows keys is to sign its answer. */
  public boolean sealed() {
    return query.sealed;
  }

  /** Bytes that the latest answer may have, signed and all. */
  public int limit(boolean stream) {
    return stream ? Wire.STREAM : datagram();
  }

  /** Response code of the latest answer. */
  public int rcode() {
    return rcode;
  }

  /** The number of the site that the latest answer named ({@link SiteIds}); -1 for none. */
  public int counter() {
    return counter;
  }

  /** The name that the latest query asked for, in wire form and lower case. */
  public byte[] asked() {
    return query.name;
  }

  /** Bytes of {@link #asked}; 0 when no question could be read. */
  public int askedLength() {
    return query.labels == 0 ? 0 : query.nameLength;
  }

  /** The type that was asked for, when a question could be read. */
  public int askedType() {
    return query.type;
  }

  /** Alike for answers that an attacker would get from us again and again; for rate limits. */
  public int kind() {
    return kind;
  }

  /** True when the client has shown with its cookie that its address is its own (RFC 7873). */
  public boolean proven() {
    return options.cookieGood();
  }

  /**
   * Answers one message.
   *
   * @param in the message
   * @param length its bytes
   * @param stream it came over TCP, so the answer may fill {@code out}
   * @param epochMillis now
   * @param out the answer; holds {@value Wire#UDP_EDNS} bytes and all of the message's
   * @return length of the answer; 0 when there must be none
   */
  public int answer(
      Snapshot snapshot,
      byte[] in,
      int length,
      Source source,
      boolean stream,
      long epochMillis,
      byte[] out) {
    counter = -1;
    scope = 0;
    extended = 0;
    Query.Verdict verdict = query.read(in, length);
    if (verdict == Query.Verdict.DROP) {
      return 0;
    }
    options.prepare(query.edns, source, epochMillis);
    boolean signatures = query.edns.dnssecOk && verdict == Query.Verdict.GOOD;
    reply.begin(in, query, out, (stream ? out.length : datagram()) - options.size(), signatures);
    boolean authoritative =
        switch (verdict) {
          case NOTIMP -> error(Wire.NOTIMP, Options.NO_EXTENDED);
          case FORMERR -> error(Wire.FORMERR, Options.NO_EXTENDED);
          case BADVERS -> error(Wire.BADVERS, Options.NO_EXTENDED);
          case COOKIE -> error(Wire.NOERROR, Options.NO_EXTENDED);
          default -> question(snapshot, source, stream, epochMillis);
        };
    int opt = options.write(out, reply.position(), rcode, scope, extended);
    return reply.end(rcode, authoritative, opt);
  }

  /**
   * Makes the latest answer an empty one that asks the client to come over TCP.
   *
   * @return its length
   */
  public int cut(byte[] out) {
    reply.empty();
    int opt = options.write(out, reply.position(), rcode, scope, extended);
    return reply.end(rcode, true, opt);
  }

  private int datagram() {
    return query.edns.present
        ? Math.clamp(query.edns.payload, Wire.UDP_PLAIN, Wire.UDP_EDNS)
        : Wire.UDP_PLAIN;
  }

  /** True when the answer is given with authority. */
  private boolean question(Snapshot snapshot, Source source, boolean stream, long epochMillis) {
    boolean refresh = query.type == Wire.IXFR && !stream;
    boolean meta = query.type >= Wire.FIRST_META && query.type <= Wire.LAST_META && !refresh;
    if (query.type == Wire.OPT) {
      return error(Wire.FORMERR, Options.NO_EXTENDED);
    }
    if (query.qclass != Wire.IN || meta) {
      return error(Wire.REFUSED, Options.NOT_SUPPORTED);
    }
    byte[] node = lookup.closest(snapshot);
    if (node == null) {
      return error(Wire.REFUSED, Options.NOT_AUTHORITATIVE);
    }
    if (!lookup.exact() && !snapshot.published()) {
      // which names exist is not known yet; NXDOMAIN would be cached
      return error(Wire.SERVFAIL, Options.NOT_READY);
    }
    rcode = Wire.NOERROR;
    kind = Packed.hash(node);
    if (Packed.is(node, Packed.CUT | Packed.BELOW) && !asksParent(node)) {
      referral(snapshot);
      return false;
    }
    if (refresh && lookup.exact() && Packed.is(node, Packed.APEX)) {
      reply.add(Section.ANSWER, snapshot.zone(node).soa(), 0); // RFC 1995 section 2
      return true;
    }
    named(snapshot, node, source, epochMillis);
    return true;
  }

  /** DS stands above the cut (RFC 4035 section 3.1.4.1). */
  private boolean asksParent(byte[] node) {
    return query.type == Wire.DS && lookup.exact() && !Packed.is(node, Packed.BELOW);
  }

  private void referral(Snapshot snapshot) {
    byte[] cut = lookup.cut(snapshot);
    int owner = lookup.owner();
    int servers = Packed.set(cut, Wire.NS);
    int delegated = Packed.set(cut, Wire.DS);
    int proof = delegated != 0 ? delegated : Packed.set(cut, Wire.NSEC);
    reply.add(Section.AUTHORITY, cut, servers, owner, -1);
    if (query.edns.dnssecOk && proof != 0) {
      reply.add(Section.AUTHORITY, cut, proof, owner, -1);
    }
    int glue = Packed.set(cut, Packed.GLUE);
    if (glue != 0) {
      reply.glue(cut, glue, true);
    }
  }

  private void named(Snapshot snapshot, byte[] node, Source source, long epochMillis) {
    byte[] data = lookup.exact() ? node : lookup.wildcard(snapshot, node);
    ZonePart zone = snapshot.zone(node);
    if (data == null) {
      rcode = Wire.NXDOMAIN;
      negative(zone, Integer.MAX_VALUE);
      denial.noName(zone);
      return;
    }
    int steered = Packed.steered(data);
    if (steered != 0 && asksAddresses(zone, data)) {
      addresses(zone, data, steered, source, epochMillis);
    } else {
      records(zone, data);
    }
    if (data != node) {
      denial.noCloserName(zone);
    }
  }

  /**
   * Where a signed zone holds nothing else for a steered name, ANY and RRSIG are about its
   * addresses: NODATA would contradict its NSEC.
   */
  private boolean asksAddresses(ZonePart zone, byte[] data) {
    return query.type == Wire.A
        || query.type == Wire.AAAA
        || (any() && zone.chain() != null && Packed.anySet(data) == 0);
  }

  private boolean any() {
    return query.type == Wire.ANY || query.type == Wire.RRSIG;
  }

  private void records(ZonePart zone, byte[] data) {
    if (query.type == Wire.ANY && Packed.hasData(data) && zone.chain() == null) {
      reply.minimalAny(anyTtl(data));
      return;
    }
    int set = any() ? Packed.anySet(data) : Packed.set(data, query.type);
    if (set == 0) {
      set = Packed.set(data, Wire.CNAME);
    }
    if (set == 0 || (query.type == Wire.RRSIG && zone.chain() == null)) {
      noData(zone, data, Integer.MAX_VALUE);
    } else if (query.type == Wire.RRSIG) {
      reply.signaturesOf(data, set);
    } else {
      reply.add(Section.ANSWER, data, set);
      int glue = query.type == Wire.NS ? Packed.set(data, Packed.GLUE) : 0;
      if (glue != 0) {
        reply.glue(data, glue, false);
      }
    }
  }

  private static int anyTtl(byte[] data) {
    int steered = Packed.steered(data);
    return steered == 0 ? PlainZone.TTL_SECONDS : Packed.steeredTtl(data, steered);
  }

  /**
   * Each answer names one site only: clients that get the addresses of two sites pick the nearer
   * one, not ours (RFC 6724, RFC 8305). What is answered, by what the drawn site has:
   *
   * <pre>
   * asked | drawn site has it | another site has it | answer
   * A     | yes               |                     | the drawn site
   * A     | no                | yes                 | those that have it, by their shares: IPv4 is
   *       |                   |                     | what every client can fall back to
   * AAAA  | yes               |                     | the drawn site
   * AAAA  | no                | yes or no           | NODATA: the client then asks for the same
   *       |                   |                     | site's A instead of drifting to another site
   * both  | no site with a share has it             | NODATA
   * ANY and RRSIG: as A where some site with a share has it, else as AAAA
   * </pre>
   */
  private void addresses(ZonePart zone, byte[] data, int steered, Source source, long epochMillis) {
    int withV4 = Packed.drawV4(data, steered);
    boolean six = query.type == Wire.AAAA || (query.type != Wire.A && withV4 == 0);
    int ttl = Packed.steeredTtl(data, steered);
    boolean bySubnet = query.edns.choosesBySubnet();
    long key = bySubnet ? query.edns.subnetKey() : source.client();
    boolean sticky = Packed.is(data, Packed.STICKY);
    long draw =
        sticky
            ? SlotDraws.sticky(key, Packed.hash(data))
            : draws.next(key, Packed.hash(data), six, ttl, epochMillis);
    // the whole prefix: the draw depends on all of it (RFC 7871 section 7.2.1)
    scope = bySubnet ? query.edns.sourcePrefix : 0;
    int choice = choose(data, Packed.draw(steered), sticky, draw);
    int set = Packed.addresses(data, choice, six);
    if (set == 0 && !six && withV4 != 0) {
      // as even, and apart from the first; whoever stays is next in line
      choice = choose(data, withV4, sticky, sticky ? draw : SlotDraws.mix(draw));
      set = Packed.addresses(data, choice, false);
    }
    if (set == 0) {
      noData(zone, data, ttl);
      return;
    }
    if (query.type == Wire.RRSIG) {
      reply.signaturesOf(data, set);
      return;
    }
    counter = Packed.counter(data, choice);
    reply.turned(data, set, turn(draw, Packed.count(data, set)));
  }

  private static int choose(byte[] data, int among, boolean sticky, long draw) {
    return sticky ? Packed.keep(data, among, draw) : Packed.choose(data, among, draw);
  }

  /** Low bits of a draw that turn the addresses; the choice hangs on the upper ones. */
  private static final int TURN_BITS = 11;

  /** Which of {@code count} addresses comes first. */
  static int turn(long draw, int count) {
    return (int) ((draw & ((1 << TURN_BITS) - 1)) * count) >>> TURN_BITS;
  }

  private void noData(ZonePart zone, byte[] data, int mostTtl) {
    negative(zone, mostTtl);
    denial.noType(zone, data);
  }

  private void negative(ZonePart zone, int mostTtl) {
    kind = zone.hash() + rcode + 1;
    // the zone's name is the end of the asked name, so a pointer into the question names it
    int owner = Wire.ASKED + query.nameLength - zone.apex().length;
    reply.add(Section.AUTHORITY, zone.soa(), 0, owner, Math.min(zone.negativeTtl(), mostTtl));
  }

  private boolean error(int code, int more) {
    rcode = code;
    extended = more;
    kind = code;
    return false;
  }
}
