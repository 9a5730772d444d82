package dev.spillway.demo.clients;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A real query over UDP, from the resolver's own address; a lost packet is asked again once. */
final class UdpQuestion implements DnsQuestion {
  private static final int TIMEOUT_MILLIS = 700;
  private static final int TRIES = 2;

  private final InetSocketAddress server;
  private final Name name;

  UdpQuestion(InetSocketAddress server, String host) throws IOException {
    this.server = server;
    this.name = Name.fromString(host + ".");
  }

  @Override
  public DnsAnswer ask(String sourceAddress) throws IOException {
    IOException last = new IOException("not asked");
    for (int i = 0; i < TRIES; i++) {
      try {
        return once(sourceAddress);
      } catch (java.net.SocketTimeoutException e) {
        last = e;
      }
    }
    throw last;
  }

  private DnsAnswer once(String sourceAddress) throws IOException {
    Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    query.getHeader().unsetFlag(Flags.RD);
    byte[] out = query.toWire();
    byte[] in = new byte[1500];
    InetSocketAddress source = new InetSocketAddress(InetAddress.getByName(sourceAddress), 0);
    try (DatagramSocket socket = new DatagramSocket(source)) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(out, out.length));
      DatagramPacket packet = new DatagramPacket(in, in.length);
      socket.receive(packet);
      return answer(query, new Message(java.util.Arrays.copyOf(in, packet.getLength())));
    }
  }

  private static DnsAnswer answer(Message query, Message reply) throws IOException {
    if (reply.getHeader().getID() != query.getHeader().getID()
        || reply.getRcode() != Rcode.NOERROR) {
      throw new IOException("the name server said " + Rcode.string(reply.getRcode()));
    }
    List<String> addresses = new ArrayList<>();
    long ttl = Long.MAX_VALUE;
    for (Record record : reply.getSection(Section.ANSWER)) {
      if (record instanceof ARecord a) {
        addresses.add(a.getAddress().getHostAddress());
        ttl = Math.min(ttl, a.getTTL());
      }
    }
    return new DnsAnswer(addresses, addresses.isEmpty() ? 1 : ttl);
  }
}
