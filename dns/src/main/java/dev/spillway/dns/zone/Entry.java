package dev.spillway.dns.zone;

import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A record and where it was read. */
record Entry(Record record, Place place) {
  Name owner() {
    return record.getName();
  }

  int type() {
    return record.getType();
  }

  /** For messages: {@code shop.example.com TXT}. */
  String label() {
    return Texts.name(owner()) + " " + Type.string(type());
  }
}
