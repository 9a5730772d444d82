import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.Rows;
import dev.spillway.dns.SteeringTable;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * From the call that publishes a share to the first answer that follows it, with a client that asks
 * without pause: FOLDER NAMES CHANGES, in a table of so many names. Prints milliseconds, one a line.
 */
public final class DnsChange {
  /** A change that the client waits for. */
  private record Change(byte last, long began) {}

  public static void main(String[] args) throws Exception {
    SteeringTable table = SteeringTable.open(Path.of(args[0]));
    Zone zone =
        new Zone(
            "example.test",
            List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1"))),
            "host.example.test");
    table.replace(rows(Integer.parseInt(args[1])));
    table.apply(host("www", 1));
    DnsSettings settings =
        DnsSettings.of(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    AtomicReference<Change> waited = new AtomicReference<>();
    Random pauses = new Random(1);
    try (DnsServer server = DnsServer.start(List.of(zone), table, settings);
        DatagramSocket client = new DatagramSocket()) {
      client.connect(server.addresses().getFirst());
      client.setSoTimeout(1000);
      Thread asking = Thread.ofPlatform().daemon().start(() -> ask(client, waited));
      int changes = Integer.parseInt(args[2]);
      for (int i = 0; i < changes && asking.isAlive(); i++) {
        byte last = (byte) (i % 2 == 0 ? 2 : 1);
        waited.set(new Change(last, System.nanoTime()));
        table.apply(host("www", last));
        while (waited.get() != null && asking.isAlive()) {
          Thread.sleep(1);
        }
        Thread.sleep(pauses.nextInt(5));
      }
    }
  }

  private static Rows rows(int names) {
    SortedMap<String, SteeredHost> rows = new TreeMap<>();
    for (int i = 0; i < names; i++) {
      SteeredHost row = host("app" + i, 1);
      rows.put(row.host(), row);
    }
    return new Rows(1, rows);
  }

  private static SteeredHost host(String label, int last) {
    return new SteeredHost(
        label + ".example.test",
        Duration.ofSeconds(60),
        List.of(
            new SiteAnswer("hq", Share.of(last == 1 ? 1 : 0), List.of("10.9.9.1")),
            new SiteAnswer("azure", Share.of(last == 2 ? 1 : 0), List.of("10.9.9.2"))));
  }

  /** The last byte of an answer without OPT is the address's last. */
  private static void ask(DatagramSocket client, AtomicReference<Change> waited) {
    byte[] query = {
      0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 4,
      't', 'e', 's', 't', 0, 0, 1, 0, 1
    };
    byte[] answer = new byte[512];
    DatagramPacket packet = new DatagramPacket(answer, answer.length);
    try {
      while (true) {
        client.send(new DatagramPacket(query, query.length));
        packet.setLength(answer.length);
        client.receive(packet);
        Change change = waited.get();
        if (change != null && answer[packet.getLength() - 1] == change.last()) {
          System.out.printf("%.3f%n", (System.nanoTime() - change.began()) / 1e6);
          waited.set(null);
        }
        Thread.sleep(0, 200_000);
      }
    } catch (java.io.IOException | InterruptedException e) {
      System.err.println("the client ended: " + e);
    }
  }
}
