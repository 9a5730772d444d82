package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.spillway.core.AdapterException;
import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.engine.Engines;
import dev.spillway.dns.engine.Limits;
import dev.spillway.dns.engine.QueryLog;
import dev.spillway.dns.engine.StreamService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** Both ways of carrying packets, over real sockets. */
class EnginesTest {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST_ROUNDS = 100;
  private static final byte[] QUERY =
      Message.newQuery(
              Record.newRecord(Name.fromConstantString("shop.example.com."), Type.A, DClass.IN))
          .toWire();

  @TempDir Path folder = Path.of("");

  private DnsServer serve(DnsSettings settings) throws AdapterException {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    return DnsServer.start(List.of(World.ZONE), table, settings);
  }

  private static DatagramSocket client(DnsServer server) throws IOException {
    DatagramSocket socket = new DatagramSocket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setReceiveBufferSize(1 << 20);
    socket.connect(server.addresses().getFirst());
    return socket;
  }

  private static byte[] receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static void ask(DatagramSocket client) throws IOException {
    client.send(new DatagramPacket(QUERY, QUERY.length));
  }

  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void manyQueriesAtOnceAreAllAnswered(Engines.Kind kind) throws Exception {
    try (DnsServer server = serve(Serve.settings().withEngine(kind).withWorkers(2));
        DatagramSocket one = client(server);
        DatagramSocket two = client(server)) {
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 100; i++) {
          ask(i % 2 == 0 ? one : two);
        }
        for (int i = 0; i < 100; i++) {
          Message answer = new Message(receive(i % 2 == 0 ? one : two));
          assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
              .isEqualTo(World.HOME_V4);
        }
      }
      assertThat(server.counters().get("spillway_dns_queries_total{transport=\"udp\"}"))
          .isEqualTo(2_000);
      assertThat(server.answers(World.HOST)).containsEntry("hq", 2_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bothFamiliesOfAddressesAreServed(String address) throws Exception {
    InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    try (DnsServer server = serve(DnsSettings.of(List.of(at)));
        DatagramSocket client = client(server)) {
      ask(client);
      assertThat(new Message(receive(client)).getSection(Section.ANSWER)).hasSize(1);
    }
  }

  @Test
  void thePortIsFreeAgainAfterwards() throws Exception {
    DnsServer first = serve(Serve.settings().withWorkers(2));
    InetSocketAddress at = first.addresses().getFirst();
    first.close();
    try (DatagramSocket free = new DatagramSocket(at)) {
      assertThat(free.isBound()).isTrue();
    }
  }

  @Test
  void anAddressThatTheMachineLacksIsNamed() {
    InetSocketAddress elsewhere = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.99"), 5300);
    assertThatThrownBy(() -> serve(DnsSettings.of(List.of(elsewhere))))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("192.0.2.99")
        .hasMessageContaining("ip address shows");
  }

  /**
   * The thread's own account counts every byte it ever took. Until a call into C has been compiled
   * by the second compiler, which takes some 10,000 calls, each one takes 40 bytes for a view of
   * errno. So packets go one by one, each in a call of its own, before many go with one call.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theWorkerTakesNoMemoryForAPacket(boolean logged) throws Exception {
    Assumptions.assumeTrue(Engines.best().equals("recvmmsg"), "channels take memory");
    QueryLog.Settings log = new QueryLog.Settings(folder.resolve("queries.log"), 2, 1 << 30);
    try (DnsServer server =
            serve(Serve.settings().withWorkers(1).withQueryLog(logged ? log : null));
        DatagramSocket client = client(server)) {
      String name = "dns-udp-" + server.addresses().getFirst().getPort() + "-0";
      long worker =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals(name))
              .findFirst()
              .orElseThrow()
              .threadId();
      assertThat(leastTaken(worker, client, 1)).as("bytes for 1,000 calls").isZero();
      assertThat(leastTaken(worker, client, 50)).as("bytes for 1,000 packets").isZero();
    }
  }

  /** What the thread took in its best round of 1,000 packets. */
  private static long leastTaken(long thread, DatagramSocket client, int together)
      throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int sent = 0; sent < 1_000; sent += together) {
        exchange(client, together);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private static void exchange(DatagramSocket client, int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      ask(client);
    }
    for (int i = 0; i < packets; i++) {
      receive(client);
    }
  }

  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void aFloodOfOneQuestionIsLimitedAndRealClientsAreToldToComeOverTcp(Engines.Kind kind)
      throws Exception {
    Limits tight = new Limits(Duration.ofSeconds(10), 16, 16, 10, 2, true);
    try (DnsServer server = serve(Serve.settings().withEngine(kind).withLimits(tight));
        DatagramSocket client = client(server)) {
      for (int i = 0; i < 1_000; i++) {
        ask(client);
      }
      client.setSoTimeout(300);
      List<Boolean> cut = new ArrayList<>();
      try {
        while (true) {
          cut.add((receive(client)[2] & 2) != 0);
        }
      } catch (SocketTimeoutException e) {
        assertThat(cut).as("no more come").isNotEmpty();
      }
      long whole = cut.stream().filter(c -> !c).count();
      long slipped = cut.size() - whole;
      long none = server.counters().getOrDefault("spillway_dns_limited_total{answer=\"none\"}", 0L);
      assertThat(whole).as("a second's worth, and what time brought").isBetween(11L, 60L);
      assertThat(slipped).as("every second of the others").isBetween(none - 1, none + 1);
      assertThat(none).isGreaterThan(300);
    }
  }

  /**
   * A service with a mistake in it: whoever asks it gets SERVFAIL, and everybody else is served.
   */
  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void aMistakeWhileAnAnswerIsSignedEndsNoWorker(Engines.Kind kind) throws Exception {
    StreamService mistaken =
        new StreamService() {
          @Override
          public Iterable<byte[]> answers(byte[] message, InetAddress from) {
            throw new IllegalStateException("a mistake");
          }

          @Override
          public int seal(byte[] query, int length, byte[] answer, int answerLength, int most) {
            throw new IllegalStateException("a mistake");
          }
        };
    Message signed = new Message(QUERY);
    new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString("key."), new byte[32]).apply(signed, null);
    byte[] query = signed.toWire();
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    List<PlainZone> zones = List.of(new PlainZone(World.ZONE));
    DnsSettings settings = Serve.settings().withEngine(kind).withWorkers(1);
    try (DnsServer server = DnsServer.start(zones, mistaken, table, settings);
        DatagramSocket client = client(server)) {
      for (int i = 0; i < 10; i++) {
        client.send(new DatagramPacket(query, query.length));
        assertThat(new Message(receive(client)).getRcode()).isEqualTo(Rcode.SERVFAIL);
        ask(client);
        assertThat(new Message(receive(client)).getRcode()).isEqualTo(Rcode.NOERROR);
      }
      byte[] transfer = QUERY.clone();
      transfer[transfer.length - 3] = (byte) Type.AXFR;
      for (int i = 1; i <= 3; i++) {
        try (Socket tcp = new Socket(client.getInetAddress(), client.getPort())) {
          tcp.getOutputStream().write(new byte[] {0, (byte) transfer.length});
          tcp.getOutputStream().write(transfer);
          assertThat(tcp.getInputStream().read()).as("the connection is closed").isEqualTo(-1);
        }
        assertThat(server.counters()).containsEntry("spillway_dns_faults_total", 10L + i);
      }
    }
  }

  /** Between packets, where no query can be given SERVFAIL: a clock that fails three times. */
  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void aMistakeBesideAnswersEndsNoWorkerEither(Engines.Kind kind) throws Exception {
    AtomicInteger looks = new AtomicInteger();
    DnsSettings usual = Serve.settings();
    DnsSettings settings =
        new DnsSettings(
            usual.listen(),
            1,
            kind,
            usual.limits(),
            usual.identity(),
            usual.seed(),
            () -> {
              if (looks.incrementAndGet() <= 3) {
                throw new IllegalStateException("a mistake");
              }
              return 0;
            },
            null);
    try (DnsServer server = serve(settings);
        DatagramSocket client = client(server)) {
      client.setSoTimeout(100);
      Message answer = null;
      for (int i = 0; i < 50 && answer == null; i++) {
        ask(client);
        try {
          answer = new Message(receive(client));
        } catch (SocketTimeoutException e) {
          assertThat(looks.get()).as("its batch was lost to a mistake").isLessThanOrEqualTo(3);
        }
      }
      assertThat(answer).isNotNull();
      assertThat(server.counters()).containsEntry("spillway_dns_faults_total", 3L);
    }
  }

  /** In process: from the call that sets the shares to the first answer that follows them. */
  @Test
  void theFirstAnswerAfterAChangeFollowsIt() throws Exception {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    try (DnsServer server = DnsServer.start(List.of(World.ZONE), table, Serve.settings());
        DatagramSocket client = client(server)) {
      for (int i = 0; i < 50; i++) {
        table.apply(World.shop(i % 2));
        ask(client);
        assertThat(
                new Message(receive(client)).getSection(Section.ANSWER).getFirst().rdataToString())
            .isEqualTo(i % 2 == 0 ? World.HOME_V4 : World.CLOUD_V4);
      }
    }
  }
}
