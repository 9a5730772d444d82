package dev.spillway.dns.answer;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** An answer function and a foreign library to ask it with. */
abstract class AnswererCase {
  /** A draw that takes the site at this point of 0 to 1. */
  double drawn = 0.0;

  long askedClient;
  Snapshot snapshot = World.snapshot(World.shop(0.4));
  final Source source = new Source();
  final Answerer answerer =
      new Answerer(
          (client, host, six, ttl, now) -> {
            askedClient = client;
            return (long) (drawn * 0x1p53) << 11;
          },
          new Identity(new byte[0], 1, 2));

  static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }

  static Message withOpt(Message query, int payload, int version, EDNSOption... options) {
    query.addRecord(new OPTRecord(payload, 0, version, 0, options), Section.ADDITIONAL);
    return query;
  }

  byte[] raw(byte[] query, boolean stream) {
    return raw(answerer, query, stream, 0);
  }

  byte[] raw(Answerer by, byte[] query, boolean stream, long epochMillis) {
    byte[] out = new byte[stream ? Wire.STREAM : Wire.UDP_EDNS];
    source.v4(7);
    int length = by.answer(snapshot, query, query.length, source, stream, epochMillis, out);
    return Arrays.copyOf(out, length);
  }

  Message ask(Message query) throws IOException {
    return new Message(raw(query.toWire(), false));
  }

  static List<String> data(Message answer, int section) {
    return answer.getSection(section).stream().map(Record::rdataToString).toList();
  }
}
