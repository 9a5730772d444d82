package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.engine.BindProblem;
import dev.spillway.dns.engine.Limits;
import dev.spillway.dns.engine.OwnAddresses;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The server with its sockets, asked by dnsjava and by hand. */
class DnsServerTest {
  private static final int PATIENCE_MILLIS = 5_000;

  @TempDir Path folder = Path.of("");
  private SteeringTable table;
  private DnsServer server;

  @BeforeEach
  void start() throws Exception {
    table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    server = Serve.serve(table);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.counters().get("spillway_dns_faults_total")).isZero();
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }

  private static List<String> answers(Message message) {
    return message.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  private InetSocketAddress at() {
    return server.addresses().getFirst();
  }

  private Message ask(Message query, boolean tcp) throws IOException {
    SimpleResolver resolver = new SimpleResolver(at());
    resolver.setTCP(tcp);
    resolver.setTimeout(Duration.ofMillis(PATIENCE_MILLIS));
    return resolver.send(query);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(at().getAddress(), at().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void write(OutputStream out, byte[] message) throws IOException {
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >>> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    out.write(framed);
  }

  private static Message read(DataInputStream in) throws IOException {
    return new Message(in.readNBytes(in.readUnsignedShort()));
  }

  @Test
  void answersOverUdpAndTcpAndCountsThem() throws Exception {
    assertThat(answers(ask(query("shop.example.com.", Type.A), false)))
        .containsExactly(World.HOME_V4);
    assertThat(answers(ask(query("shop.example.com.", Type.A), true)))
        .containsExactly(World.HOME_V4);
    assertThat(ask(query("example.org.", Type.A), false).getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(server.counters())
        .containsEntry("spillway_dns_queries_total{transport=\"udp\"}", 2L)
        .containsEntry("spillway_dns_queries_total{transport=\"tcp\"}", 1L)
        .containsEntry("spillway_dns_responses_total{rcode=\"NOERROR\"}", 2L)
        .containsEntry("spillway_dns_responses_total{rcode=\"REFUSED\"}", 1L)
        .containsEntry("spillway_dns_answers_total{host=\"shop.example.com\",site=\"hq\"}", 2L);
  }

  @Test
  void aNewShareIsInTheNextAnswer() throws Exception {
    table.apply(World.shop(1));
    assertThat(answers(ask(query("shop.example.com.", Type.A), false)))
        .containsExactly(World.CLOUD_V4);
    table.remove(World.HOST);
    assertThat(ask(query("shop.example.com.", Type.A), false).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    table.apply(World.shop(0));
    assertThat(answers(ask(query("shop.example.com.", Type.A), false)))
        .containsExactly(World.HOME_V4);
  }

  @Test
  void anotherServerAnswersFromTheSavedTableWithoutAnyController() throws Exception {
    table.apply(World.shop(1));
    server.close();
    server = Serve.serve(SteeringTable.open(folder));
    assertThat(answers(ask(query("shop.example.com.", Type.A), false)))
        .containsExactly(World.CLOUD_V4);
  }

  @Test
  void manySourceAddressesSeeTheCommandedShare() throws Exception {
    table.apply(World.shop(0.38));
    byte[] query = query("shop.example.com.", Type.A).toWire();
    int cloud = 0;
    for (int i = 0; i < 2_000; i++) {
      InetAddress source = InetAddress.ofLiteral("127." + i / 250 + "." + i % 250 + ".9");
      try (DatagramSocket socket = new DatagramSocket(0, source)) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.send(new DatagramPacket(query, query.length, at()));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        byte[] bytes = java.util.Arrays.copyOf(answer.getData(), answer.getLength());
        cloud += answers(new Message(bytes)).equals(List.of(World.CLOUD_V4)) ? 1 : 0;
      }
    }
    assertThat(cloud / 2_000.0).isBetween(0.34, 0.42);
  }

  @Test
  void manyQueriesOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Message query = query("shop.example.com.", i % 2 == 0 ? Type.A : Type.AAAA);
        ids.add(query.getHeader().getID());
        write(out, query.toWire());
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int id : ids) {
        assertThat(read(in).getHeader().getID()).isEqualTo(id);
      }
    }
  }

  @Test
  void aQueryMayComeByteAfterByte() throws Exception {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      byte[] query = query("shop.example.com.", Type.A).toWire();
      socket.getOutputStream().write(0);
      socket.getOutputStream().write(query.length);
      for (byte b : query) {
        socket.getOutputStream().write(b);
      }
      assertThat(answers(read(new DataInputStream(socket.getInputStream())))).hasSize(1);
    }
  }

  private void restart(Duration idle, int total, int perClient) throws Exception {
    server.close();
    DnsSettings usual = Serve.settings();
    server =
        DnsServer.start(
            List.of(World.ZONE),
            table,
            usual.withLimits(new Limits(idle, total, perClient, 0, 0, false)));
  }

  @Test
  void idleAndSlowConnectionsAreClosed() throws Exception {
    restart(Duration.ofMillis(200), 10, 10);
    try (Socket idle = connect();
        Socket slow = connect()) {
      slow.getOutputStream().write(new byte[] {0, 40, 1, 2});
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatNeverReadsIsClosed() throws Exception {
    restart(Duration.ofMillis(300), 10, 10);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000; i++) {
      write(many, query("example.com.", Type.NS).toWire());
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(at());
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000; i++) {
                  socket.getOutputStream().write(many.toByteArray());
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void connectionsBeyondTheLimitAreRefusedAndTheOthersServed() throws Exception {
    restart(Duration.ofSeconds(5), 10, 2);
    try (Socket first = connect();
        Socket second = connect()) {
      for (Socket good : List.of(first, second)) {
        write(good.getOutputStream(), query("shop.example.com.", Type.A).toWire());
        assertThat(answers(read(new DataInputStream(good.getInputStream())))).hasSize(1);
      }
      try (Socket third = connect()) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(server.counters()).containsEntry("spillway_dns_tcp_refused_total", 1L);
    }
  }

  @Test
  void garbageOnBothTransportsHarmsNobody() throws Exception {
    Random random = new Random(3);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 3_000; i++) {
        byte[] bytes = new byte[random.nextInt(i % 100 == 0 ? 9_000 : 300)];
        random.nextBytes(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, at()));
      }
    }
    for (int i = 0; i < 100; i++) {
      try (Socket socket = connect()) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        socket.getOutputStream().write(bytes);
      }
    }
    assertThat(answers(ask(query("shop.example.com.", Type.A), false))).hasSize(1);
    assertThat(answers(ask(query("shop.example.com.", Type.A), true))).hasSize(1);
  }

  /** Each version names another address on both sites, so a mixed answer would be seen. */
  @Test
  void sharesChangeDuringQueriesAndNoAnswerIsMixed() throws Exception {
    table.apply(rowOfVersion(0));
    AtomicBoolean done = new AtomicBoolean();
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    List<Thread> askers = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      askers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!done.get()) {
                  try {
                    List<String> seen = answers(ask(query("shop.example.com.", Type.A), false));
                    long groups =
                        seen.stream()
                            .map(a -> a.substring(0, a.lastIndexOf('.')))
                            .distinct()
                            .count();
                    if (seen.size() != 3 || groups != 1) {
                      wrong.add(seen.toString());
                    }
                  } catch (IOException e) {
                    wrong.add(e.toString());
                  }
                }
              }));
    }
    for (int version = 1; version < 200; version++) {
      table.apply(rowOfVersion(version));
    }
    done.set(true);
    for (Thread asker : askers) {
      asker.join();
    }
    assertThat(wrong).isEmpty();
  }

  private static SteeredHost rowOfVersion(int version) {
    String home = "10.1." + version + ".";
    String cloud = "10.2." + version + ".";
    return World.row(
        World.HOST,
        new SiteAnswer("hq", Share.of(0.5), List.of(home + "1", home + "2", home + "3")),
        new SiteAnswer("azure", Share.of(0.5), List.of(cloud + "1", cloud + "2", cloud + "3")));
  }

  @Test
  void aPortInUseIsSaidSoAndNothingIsLeftRunning() {
    DnsSettings same = DnsSettings.of(List.of(at()));
    assertThatThrownBy(() -> DnsServer.start(List.of(World.ZONE), table, same))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("port " + at().getPort())
        .hasMessageContaining("another program has the port");
  }

  @Test
  void anAddressThatTheMachineLacksIsSaidSo() {
    DnsSettings elsewhere =
        DnsSettings.of(List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.99"), 5300)));
    assertThatThrownBy(() -> DnsServer.start(List.of(World.ZONE), table, elsewhere))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("does not have that address");
  }

  @Test
  void aPortWithoutTheRightToItIsExplained() {
    AdapterException.Invalid problem =
        BindProblem.of(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53),
            new java.net.SocketException("Permission denied"));
    assertThat(problem)
        .hasMessageContaining("cap_net_bind_service")
        .hasMessageContaining("redirect port 53");
  }

  @Test
  void aZoneWithoutGlueIsRefused() {
    Zone bare =
        new Zone("x.test", List.of(new Zone.NameServer("ns.x.test", List.of())), "hm.x.test");
    assertThatThrownBy(() -> DnsServer.start(List.of(bare), table, Serve.settings()))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("give it at least one address");
  }

  @Test
  void closingFreesThePort() throws Exception {
    server.close();
    DnsSettings same = DnsSettings.of(List.of(at()));
    server = DnsServer.start(List.of(World.ZONE), table, same);
    assertThat(answers(ask(query("shop.example.com.", Type.A), false))).hasSize(1);
  }

  @Test
  void aWildcardAnswersFromTheAddressThatWasAsked() throws Exception {
    InetAddress home = InetAddress.ofLiteral("127.0.0.1");
    List<InetAddress> others =
        OwnAddresses.of(InetAddress.ofLiteral("0.0.0.0")).stream()
            .filter(own -> !own.isLoopbackAddress())
            .toList();
    Assumptions.assumeFalse(others.isEmpty(), "this machine has a second address");
    DnsSettings any =
        DnsSettings.of(List.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0)));
    try (DnsServer everywhere =
            DnsServer.start(List.of(World.ZONE), SteeringTable.open(folder.resolve("any")), any);
        DatagramSocket client = new DatagramSocket(0, home)) {
      client.setSoTimeout(5000);
      byte[] query = new byte[12];
      query[2] = 0x28; // opcode 5: answered with NOTIMP, without any data
      int port = everywhere.addresses().getFirst().getPort();
      client.send(new DatagramPacket(query, query.length, others.getFirst(), port));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      client.receive(answer);
      assertThat(answer.getAddress()).isEqualTo(others.getFirst());
    }
  }
}
