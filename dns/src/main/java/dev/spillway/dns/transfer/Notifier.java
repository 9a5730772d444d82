package dev.spillway.dns.transfer;

import dev.spillway.core.Sample;
import dev.spillway.core.Zone;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/**
 * Tells secondaries over UDP that a zone has changed, signed with their key; asks again until they
 * confirm, after 1, 2, 4, 8 and 16 s (RFC 1996 section 3.6). A change meanwhile starts anew. A
 * secondary that never confirms finds the change by itself at its next refresh. Safe for any
 * thread.
 */
public final class Notifier implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Notifier.class.getName());
  private static final Sample.Family NOTIFIES =
      Sample.Family.counter(
          "spillway_dns_notifies_total", "Secondaries told of a change, by result.", "result");
  private static final int FIRST_MILLIS = 1000;
  private static final int TRIES = 5;

  private record To(Name zone, Zone.Secondary secondary) {}

  private final Map<String, Zone> zones;
  private final Map<Name, TransferKey> keys;
  private final Map<To, Thread> under = new ConcurrentHashMap<>();
  private volatile boolean closed;

  final LongAdder confirmed = new LongAdder();
  final LongAdder unanswered = new LongAdder();

  public Notifier(Collection<Zone> zones, Collection<TransferKey> keys) {
    this.zones = zones.stream().collect(Collectors.toMap(Zone::name, z -> z));
    this.keys = keys.stream().collect(Collectors.toMap(TransferKey::name, k -> k));
  }

  /** Tells all secondaries of the zone, in the background. */
  public void changed(String zone) {
    Zone known = zones.get(zone);
    if (known == null || closed) {
      return;
    }
    for (Zone.Secondary secondary : known.secondaries()) {
      To to = new To(TransferKey.name(zone), secondary);
      Thread tells = Thread.ofVirtual().name("dns-notify").unstarted(() -> tell(to));
      Thread before = under.put(to, tells);
      if (before != null) {
        before.interrupt();
      }
      tells.start();
    }
  }

  /** Notifications that were confirmed and given up so far. */
  public List<Sample> counts() {
    return List.of(
        NOTIFIES.of(confirmed.sum(), "confirmed"), NOTIFIES.of(unanswered.sum(), "unanswered"));
  }

  private void tell(To to) {
    InetSocketAddress address =
        new InetSocketAddress(to.secondary().address().host(), to.secondary().address().port());
    TransferKey key = keys.get(TransferKey.name(to.secondary().key()));
    String why = "no answer";
    for (int i = 0; i < TRIES && key != null && !Thread.currentThread().isInterrupted(); i++) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.setSoTimeout(FIRST_MILLIS << i);
        if (isConfirmed(socket, address, to.zone(), key)) {
          confirmed.increment();
          LOG.log(
              System.Logger.Level.INFO,
              "dns: {0} knows of the change of {1}",
              to.secondary().address(),
              to.zone().toString(true));
          under.remove(to, Thread.currentThread());
          return;
        }
        why = "an answer that is no confirmation";
      } catch (SocketTimeoutException e) {
        why = "no answer";
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
        pause(FIRST_MILLIS << i);
      }
    }
    if (under.remove(to, Thread.currentThread()) && !closed) {
      unanswered.increment();
      LOG.log(
          System.Logger.Level.WARNING,
          "dns: {0} was told of the change of {1} {2} times, last result: {3}; it finds the change"
              + " at its next refresh",
          to.secondary().address(),
          to.zone().toString(true),
          TRIES,
          why);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isConfirmed(
      DatagramSocket socket, InetSocketAddress to, Name zone, TransferKey key) throws IOException {
    Message notify = Message.newQuery(Record.newRecord(zone, Type.SOA, DClass.IN));
    notify.getHeader().setOpcode(Opcode.NOTIFY);
    notify.getHeader().unsetFlag(Flags.RD);
    notify.getHeader().setFlag(Flags.AA);
    byte[] wire = notify.toWire();
    TSIGRecord tsig = key.tsig().generate(notify, wire, 0, null);
    byte[] signed = Tsigs.append(wire, tsig);
    socket.connect(to);
    socket.send(new DatagramPacket(signed, signed.length));
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    socket.receive(packet);
    byte[] bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    Message answer = new Message(bytes);
    return answer.getHeader().getID() == notify.getHeader().getID()
        && answer.getHeader().getFlag(Flags.QR)
        && answer.getHeader().getOpcode() == Opcode.NOTIFY
        && answer.getRcode() == 0
        && answer.getSection(Section.QUESTION).size() <= 1
        && key.tsig().verify(answer, bytes, tsig) == 0;
  }

  @Override
  public void close() {
    closed = true;
    under.values().forEach(Thread::interrupt);
  }
}
