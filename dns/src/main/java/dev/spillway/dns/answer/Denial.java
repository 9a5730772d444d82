package dev.spillway.dns.answer;

import dev.spillway.dns.answer.Reply.Section;

/**
 * Adds the NSEC records that prove a negative answer (RFC 4035 section 3.1.3), when the client asks
 * for proof and the zone is signed. They were signed beforehand, so a flood of names that do not
 * exist costs no signature. One object per worker; for one thread.
 */
final class Denial {
  private final Query query;
  private final Lookup lookup;
  private final Reply reply;
  private final byte[] key = new byte[Chain.LONGEST_KEY + 2];

  Denial(Query query, Lookup lookup, Reply reply) {
    this.query = query;
    this.lookup = lookup;
    this.reply = reply;
  }

  /** The name has no such type. */
  void noType(ZonePart zone, byte[] data) {
    Chain chain = zone.chain();
    if (chain == null || !query.edns.dnssecOk) {
      return;
    }
    if (!lookup.exact()) {
      reply.add(Section.AUTHORITY, wildcard(chain), 0);
      return;
    }
    int own = Packed.set(data, Wire.NSEC);
    if (own != 0) {
      reply.add(Section.AUTHORITY, data, own);
    } else {
      reply.add(Section.AUTHORITY, asked(chain), 0); // exists only by what lies below it
    }
  }

  /** Neither the name nor a wildcard for it exists. */
  void noName(ZonePart zone) {
    Chain chain = zone.chain();
    if (chain == null || !query.edns.dnssecOk) {
      return;
    }
    byte[] name = asked(chain);
    byte[] star = wildcard(chain);
    reply.add(Section.AUTHORITY, name, 0);
    if (star != name) {
      reply.add(Section.AUTHORITY, star, 0);
    }
  }

  /** A wildcard answered; the name itself does not exist. */
  void noCloserName(ZonePart zone) {
    Chain chain = zone.chain();
    if (chain != null && query.edns.dnssecOk) {
      reply.add(Section.AUTHORITY, asked(chain), 0);
    }
  }

  private byte[] asked(Chain chain) {
    return chain.covering(key, Chain.key(query.name, 0, query.labels, query.labelAt, key));
  }

  private byte[] wildcard(Chain chain) {
    int n = Chain.key(query.name, lookup.label(), query.labels, query.labelAt, key);
    key[n] = '*';
    key[n + 1] = 0;
    return chain.covering(key, n + 2);
  }
}
