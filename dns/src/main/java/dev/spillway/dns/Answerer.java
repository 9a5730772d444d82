package dev.spillway.dns;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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
 * not one question, malformed, answers   FORMERR
 * EDNS version above 0                   BADVERS
 * class other than IN, transfers, TKEY   REFUSED
 * no zone holds the name                 REFUSED
 * no such name, no table published yet   SERVFAIL
 * no such name                           NXDOMAIN with SOA
 * no such type                           NODATA with SOA
 * else                                   the records
 * </pre>
 */
final class Answerer {
  private final Query query = new Query();
  private final Reply reply = new Reply();
  private final Draws draws;

  private int rcode;
  private Steered.@Nullable Choice chosen;

  Answerer(Draws draws) {
    this.draws = draws;
  }

  /** Response code of the latest answer. */
  int rcode() {
    return rcode;
  }

  /** The site that the latest answer named; null when it named none. */
  Steered.@Nullable Choice chosen() {
    return chosen;
  }

  /**
   * Answers one message.
   *
   * @param in the message, from 0 to its limit
   * @param client stands for the address that it came from
   * @param stream it came over TCP, so the answer may fill {@code out}
   * @param epochMillis now
   * @param out the answer, from 0 to its limit; big enough for 1,232 bytes
   * @return length of the answer; 0 when there must be none
   */
  int answer(
      Snapshot snapshot,
      ByteBuffer in,
      long client,
      boolean stream,
      long epochMillis,
      ByteBuffer out) {
    chosen = null;
    Query.Verdict verdict = query.read(in);
    if (verdict == Query.Verdict.DROP) {
      return 0;
    }
    reply.begin(in, query, out, stream ? out.capacity() : datagramLimit());
    return switch (verdict) {
      case NOTIMP -> error(Wire.NOTIMP);
      case FORMERR -> error(Wire.FORMERR);
      case BADVERS -> error(Wire.BADVERS);
      default -> question(snapshot, client, epochMillis);
    };
  }

  private int datagramLimit() {
    return query.edns.present
        ? Math.clamp(query.edns.payload, Wire.UDP_PLAIN, Wire.UDP_EDNS)
        : Wire.UDP_PLAIN;
  }

  private int question(Snapshot snapshot, long client, long epochMillis) {
    if (query.type == Wire.OPT) {
      return error(Wire.FORMERR);
    }
    boolean meta = query.type >= Wire.FIRST_META && query.type <= Wire.LAST_META;
    if (query.qclass != Wire.IN || meta) {
      return error(Wire.REFUSED);
    }
    Node node = snapshot.closest(query);
    if (node == null) {
      return error(Wire.REFUSED);
    }
    boolean exact = node.name().length == query.nameLength;
    if (!exact && !snapshot.published()) {
      return error(Wire.SERVFAIL); // which names exist is not known yet; NXDOMAIN would be cached
    }
    if (!exact) {
      return negative(node, snapshot, Wire.NXDOMAIN, ZoneData.NEGATIVE_TTL_SECONDS, 0);
    }
    return switch (query.type) {
      case Wire.A, Wire.AAAA -> addresses(node, snapshot, client, epochMillis);
      case Wire.SOA, Wire.NS -> node.apex() ? apex(node, snapshot) : noData(node, snapshot);
      case Wire.ANY -> node.hasData() ? any(node) : noData(node, snapshot);
      default -> noData(node, snapshot);
    };
  }

  private int addresses(Node node, Snapshot snapshot, long client, long epochMillis) {
    boolean six = query.type == Wire.AAAA;
    Steered steered = node.steered();
    if (steered == null) {
      byte[] fixed = six ? node.v6() : node.v4();
      if (fixed.length == 0) {
        return noData(node, snapshot);
      }
      reply.addresses(query.type, ZoneData.TTL_SECONDS, fixed, 0);
      return finish(Wire.NOERROR, true, 0);
    }
    boolean bySubnet = query.edns.choosesBySubnet();
    long key = bySubnet ? query.edns.subnetKey() : client;
    long draw = draws.next(key, node.hash(), six, steered.ttlSeconds, epochMillis);
    // the whole prefix: the draw depends on all of it (RFC 7871 section 7.2.1)
    int scope = bySubnet ? query.edns.sourcePrefix : 0;
    Steered.Choice choice = steered.choose(draw, six);
    if (choice == null) {
      int ttl = Math.min(ZoneData.NEGATIVE_TTL_SECONDS, steered.ttlSeconds);
      return negative(node, snapshot, Wire.NOERROR, ttl, scope);
    }
    chosen = choice;
    byte[] packed = choice.addresses(six);
    int first = Steered.turn(draw, packed.length / (six ? 16 : 4));
    reply.addresses(query.type, steered.ttlSeconds, packed, first);
    return finish(Wire.NOERROR, true, scope);
  }

  private int apex(Node node, Snapshot snapshot) {
    if (query.type == Wire.SOA) {
      int owner = 0xC000 | Wire.HEADER;
      reply.soa(node.zone(), owner, snapshot.serial(), ZoneData.TTL_SECONDS, true);
    } else {
      reply.servers(node.zone());
    }
    return finish(Wire.NOERROR, true, 0);
  }

  private int any(Node node) {
    Steered steered = node.steered();
    reply.minimalAny(steered == null ? ZoneData.TTL_SECONDS : steered.ttlSeconds);
    return finish(Wire.NOERROR, true, 0);
  }

  private int noData(Node node, Snapshot snapshot) {
    return negative(node, snapshot, Wire.NOERROR, ZoneData.NEGATIVE_TTL_SECONDS, 0);
  }

  private int negative(Node node, Snapshot snapshot, int code, int ttl, int scope) {
    // the zone's name is the end of the asked name, so a pointer into the question names it
    int owner = 0xC000 | (Wire.HEADER + query.nameLength - node.zone().apex().length);
    reply.soa(node.zone(), owner, snapshot.serial(), ttl, false);
    return finish(code, true, scope);
  }

  private int error(int code) {
    return finish(code, false, 0);
  }

  private int finish(int code, boolean authoritative, int scope) {
    rcode = code;
    return reply.end(query, code, authoritative, scope);
  }
}
