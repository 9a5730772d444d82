import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsServer;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.engine.Limits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Attacks on the server, with its limits off and on: FOLDER off|on. Prints "figure value unit". The
 * idle connections are opened by who started it, once it has printed "port N", and are there when a
 * line comes back: both ends in one process would be more files than many machines let it have.
 */
public final class DnsAttack {
  private static final int FLOOD_MILLIS = 2_000;
  private static final Limits OFF = new Limits(Duration.ofSeconds(60), 20_000, 20_000, 0, 0, true);
  private static final Limits ON = new Limits(Duration.ofSeconds(2), 512, 16, 1000, 2, true);

  public static void main(String[] args) throws Exception {
    SteeringTable table = SteeringTable.open(Path.of(args[0]));
    table.apply(
        new SteeredHost(
            "www.example.test",
            Duration.ofSeconds(60),
            List.of(new SiteAnswer("hq", Share.ALL, List.of("10.9.9.1", "10.9.9.2")))));
    Zone zone =
        new Zone(
            "example.test",
            List.of(new Zone.NameServer("ns.example.test", List.of("127.0.0.1"))),
            "host.example.test");
    boolean on = args[1].equals("on");
    DnsSettings settings =
        DnsSettings.of(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .withLimits(on ? ON : OFF);
    try (DnsServer server = DnsServer.start(List.of(zone), table, settings)) {
      InetSocketAddress at = server.addresses().getFirst();
      flood(at, "ANY", i -> "www", 255);
      flood(at, "random names", i -> "x" + i, 1);
      idle(at, server, on);
    }
  }

  private interface Label {
    String at(int i);
  }

  /** What one forged network would get: bytes out for each byte in. */
  private static void flood(InetSocketAddress at, String what, Label label, int type)
      throws Exception {
    AtomicLong back = new AtomicLong();
    long sent = 0;
    int packets = 0;
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(at);
      socket.setReceiveBufferSize(4 << 20);
      socket.setSoTimeout(300);
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                try {
                  while (true) {
                    packet.setLength(4096);
                    socket.receive(packet);
                    back.addAndGet(packet.getLength());
                  }
                } catch (IOException end) {
                  Thread.currentThread().interrupt(); // nothing came for a while
                }
              });
      long end = System.nanoTime() + FLOOD_MILLIS * 1_000_000L;
      while (System.nanoTime() < end) {
        byte[] query = query(label.at(packets++), type);
        socket.send(new DatagramPacket(query, query.length));
        sent += query.length;
      }
      reader.join(2_000);
    }
    print(what + " flood: queries a second", packets * 1000.0 / FLOOD_MILLIS, "1/s");
    print(what + " flood: sent to the victim for each byte in", back.get() / (double) sent, "x");
    print(what + " flood: sent to the victim", back.get() / (FLOOD_MILLIS / 1000.0) / 1024, "KiB/s");
  }

  private static void idle(InetSocketAddress at, DnsServer server, boolean on) throws Exception {
    long before = resident();
    System.out.println("port\t" + at.getPort());
    int tried = Integer.parseInt(new Scanner(System.in).nextLine());
    print("idle TCP: tried", tried, "connections");
    print("idle TCP: memory for them", (resident() - before) / 1024.0, "MiB");
    try (DatagramSocket udp = new DatagramSocket()) {
      udp.connect(at);
      udp.setSoTimeout(2_000);
      byte[] query = query("www", 1);
      long begin = System.nanoTime();
      udp.send(new DatagramPacket(query, query.length));
      udp.receive(new DatagramPacket(new byte[512], 512));
      print("idle TCP: an answer over UDP meanwhile", (System.nanoTime() - begin) / 1e6, "ms");
    }
    Map<String, Long> counts = server.counters();
    print("idle TCP: refused", counts.get("spillway_dns_tcp_refused_total"), "connections");
    if (on) {
      Thread.sleep(3_000); // longer than the idle limit
      counts = server.counters();
      print(
          "slow TCP: closed by the idle limit",
          counts.get("spillway_dns_tcp_closed_total{by=\"failure\"}"),
          "connections");
    }
  }

  private static byte[] query(String label, int type) {
    byte[] name = (label + "\7example\4test\0").getBytes(StandardCharsets.ISO_8859_1);
    byte[] query = new byte[12 + 1 + name.length + 4];
    query[5] = 1;
    query[12] = (byte) label.length();
    System.arraycopy(name, 0, query, 13, name.length);
    query[query.length - 3] = (byte) type;
    query[query.length - 1] = 1;
    return query;
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static void print(String figure, double value, String unit) {
    System.out.printf("%s\t%.3f\t%s%n", figure, value, unit);
  }
}
