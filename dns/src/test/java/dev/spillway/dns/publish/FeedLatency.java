package dev.spillway.dns.publish;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.answer.World;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Measures, started by {@code bench/dns-nodes}: from the call that changes a share to the first new
 * answer over UDP of the last of three nodes, which follow over mutual TLS. Prints milliseconds:
 * median, p99, most.
 */
final class FeedLatency {
  /**
   * Between two questions: one that asks without pause takes the processors from those it measures.
   */
  private static final long PAUSE_NANOS = 100_000;

  private FeedLatency() {}

  public static void main(String[] arguments) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    int rounds = Integer.parseInt(arguments[0]);
    boolean signed = arguments[1].equals("signed");
    Path folder = Files.createTempDirectory("feed-latency");
    TestIdentity identity = new TestIdentity(folder);
    List<FeedClient> nodes = new ArrayList<>();
    List<Answering> answers = new ArrayList<>();
    try (Stage stage = new Stage(folder, signed, List.of());
        FeedServer feed =
            FeedServer.start(
                new Endpoint("127.0.0.1", FreePort.take()),
                identity.controller,
                stage.table,
                stage.keeper,
                ServerSecrets.make())) {
      for (int i = 0; i < 3; i++) {
        Endpoint at = new Endpoint("127.0.0.1", feed.port());
        FeedClient node = FeedClient.start(List.of(at), identity.node, folder.resolve("n" + i));
        Answering answering =
            Answering.start(
                List.of(),
                node.zones(),
                node.table(),
                List.of(new Endpoint("127.0.0.1", FreePort.take())),
                List.of());
        node.whenRebuilt(answering::rebuild);
        nodes.add(node);
        answers.add(answering);
      }
      SignedAnswersTest.awaitTrue(
          () -> feed.nodes().size() == 3 && feed.nodes().stream().allMatch(n -> n.version() > 0));
      Thread.sleep(1500);
      double[] millis = new double[rounds];
      for (int i = -rounds / 4; i < rounds; i++) { // a quarter to warm up
        boolean cloud = (i & 1) == 0;
        Thread.sleep(20);
        long from = System.nanoTime();
        Thread applies = Thread.ofVirtual().start(() -> apply(stage, cloud));
        for (Answering answering : answers) {
          await(answering, cloud ? World.CLOUD_V4 : World.HOME_V4);
        }
        if (i >= 0) {
          millis[i] = (System.nanoTime() - from) / 1e6;
        }
        applies.join();
      }
      Arrays.sort(millis);
      System.out.printf(
          java.util.Locale.ROOT,
          "%.2f %.2f %.2f%n",
          millis[rounds / 2],
          millis[(int) Math.ceil(rounds * 0.99) - 1],
          millis[rounds - 1]);
    }
    answers.forEach(Answering::close);
    nodes.forEach(FeedClient::close);
    System.exit(0);
  }

  private static void apply(Stage stage, boolean cloud) {
    try {
      stage.steer(World.shop(cloud ? 1 : 0));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Answering node, String address) throws Exception {
    byte[] query =
        Message.newQuery(Record.newRecord(Name.fromString(World.HOST + "."), Type.A, DClass.IN))
            .toWire();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(1000);
      socket.connect(
          InetAddress.getLoopbackAddress(), node.server().addresses().getFirst().getPort());
      DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
      for (int i = 0; i < 100_000; i++) {
        socket.send(new DatagramPacket(query, query.length));
        socket.receive(packet);
        Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        List<Record> records = answer.getSection(Section.ANSWER);
        if (!records.isEmpty()
            && ((ARecord) records.getFirst()).getAddress().getHostAddress().equals(address)) {
          return;
        }
        packet.setLength(1500);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      throw new IllegalStateException("no node answered " + address);
    }
  }
}
