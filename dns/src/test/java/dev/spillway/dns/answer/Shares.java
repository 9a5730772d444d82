package dev.spillway.dns.answer;

import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.List;

/** The choice of a site, apart from messages. */
final class Shares {
  private Shares() {}

  /** A steered name with these sites, whose names begin with a, b, c … */
  static byte[] packed(SiteAnswer... sites) {
    SteeredNode node =
        new SteeredNode(Names.wire(World.HOST), 0, 0, List.of(), World.row(World.HOST, sites));
    return node.pack(new PlainZone(World.ZONE), World::siteId);
  }

  /** 0 for the site whose name begins with a, and so on. */
  static int site(byte[] node, long draw) {
    int choice = Packed.choose(node, Packed.draw(Packed.steered(node)), draw);
    return Packed.counter(node, choice);
  }

  /** The site that a client keeps, likewise. */
  static int kept(byte[] node, long client) {
    int draw = Packed.draw(Packed.steered(node));
    return Packed.counter(node, Packed.keep(node, draw, SlotDraws.sticky(client, 4711)));
  }
}
