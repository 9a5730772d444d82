package dev.spillway.steering;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks a resolver for the addresses of a name. Safe for any thread. */
final class NameLookup {
  private final Resolver resolver;

  /**
   * @param addresses IPv4 and IPv6, sorted; empty when the name has none
   * @param ttl the shortest of all records that led there
   */
  record Answer(List<String> addresses, Duration ttl) {}

  NameLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Asks for A and AAAA. What the resolver says counts, with every CNAME on the way.
   *
   * @throws IOException when it is silent, or says that it cannot answer
   */
  Answer ask(String name) throws IOException {
    TreeSet<String> addresses = new TreeSet<>();
    long ttl = Integer.MAX_VALUE;
    for (int type : new int[] {Type.A, Type.AAAA}) {
      for (Record record : records(name, type)) {
        ttl = Math.min(ttl, record.getTTL());
        switch (record) {
          case ARecord a -> addresses.add(a.getAddress().getHostAddress());
          case AAAARecord a -> addresses.add(a.getAddress().getHostAddress());
          default -> {} // a CNAME on the way, or its signature
        }
      }
    }
    return new Answer(
        new ArrayList<>(addresses), Duration.ofSeconds(addresses.isEmpty() ? 0 : ttl));
  }

  /**
   * What the resolver answers with, with every CNAME on the way.
   *
   * @throws IOException when it is silent, or says that it cannot answer
   */
  List<Record> records(String name, int type) throws IOException {
    Name asked = absolute(name);
    Message answer = send(Message.newQuery(Record.newRecord(asked, type, DClass.IN)));
    int rcode = answer.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      throw new IOException("the resolver says " + Rcode.string(rcode));
    }
    return answer.getSection(Section.ANSWER);
  }

  /** Some failures come without a word of what they are. */
  private Message send(Message query) throws IOException {
    try {
      return resolver.send(query);
    } catch (IOException e) {
      throw e.getMessage() == null ? new IOException("the resolver is silent (" + e + ")", e) : e;
    }
  }

  private static Name absolute(String name) throws IOException {
    try {
      return Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      throw new IOException("'" + name + "' is no host name: " + e.getMessage(), e);
    }
  }
}
