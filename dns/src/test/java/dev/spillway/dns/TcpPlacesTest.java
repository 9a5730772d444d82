package dev.spillway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.answer.World;
import dev.spillway.dns.engine.Limits;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** All TCP connections are taken, and newcomers come: who makes room. */
class TcpPlacesTest {
  private static final int PATIENCE_MILLIS = 5_000;

  @TempDir Path folder = Path.of("");
  private DnsServer server;

  private void serve(Duration idle, int total, int perClient) throws Exception {
    SteeringTable table = SteeringTable.open(folder);
    table.apply(World.shop(0));
    Limits limits = new Limits(idle, total, perClient, 0, 0, false);
    server = DnsServer.start(List.of(World.ZONE), table, Serve.settings().withLimits(limits));
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.counters().get("spillway_dns_faults_total")).isZero();
  }

  /** They are counted when their threads have ended. */
  private void awaitLeft(long connections) {
    String name = "spillway_dns_tcp_closed_total{by=\"newcomer\"}";
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (server.counters().get(name) < connections && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(server.counters()).containsEntry(name, connections);
  }

  private Socket connectFrom(int client) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + client), 0));
    socket.connect(server.addresses().getFirst());
    return socket;
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    Name name = Name.fromConstantString(World.HOST + ".");
    byte[] query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire();
    byte[] framed =
        ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).array();
    socket.getOutputStream().write(framed);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
    return answer.getSection(Section.ANSWER).size() == 1;
  }

  /** 4 clients with 2 connections each take all 8 places; 20 more clients come, one by one. */
  @Test
  void whenAllPlacesAreTakenTheOneThatIsIdleLongestMakesRoom() throws Exception {
    serve(Duration.ofSeconds(30), 8, 2);
    List<Socket> first = new ArrayList<>();
    List<Socket> later = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        first.add(connectFrom(1 + i / 2));
        assertThat(isAnswered(first.getLast())).isTrue();
      }
      assertThat(isAnswered(first.getFirst())).as("it is now the latest one").isTrue();
      for (int i = 0; i < 4; i++) {
        later.add(connectFrom(100 + i));
        assertThat(isAnswered(later.getLast())).isTrue();
        assertThat(first.get(1 + i).getInputStream().read()).as("number %d", i).isEqualTo(-1);
      }
      assertThat(isAnswered(first.getFirst())).isTrue();
      assertThat(isAnswered(first.get(7))).isTrue();
      for (int i = 4; i < 20; i++) {
        later.add(connectFrom(100 + i));
        assertThat(isAnswered(later.getLast())).isTrue();
      }
      try (Socket again = connectFrom(1)) {
        assertThat(isAnswered(again)).as("its old places are free").isTrue();
      }
      assertThat(server.counters()).containsEntry("spillway_dns_tcp_refused_total", 0L);
    } finally {
      for (Socket socket : first) {
        socket.close();
      }
      for (Socket socket : later) {
        socket.close();
      }
    }
  }

  /** What was not read before makes it a reset. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Four that send a byte of a query now and then came between two that ask and wait. */
  @Test
  void whoDripsBytesMakesRoomBeforeWhoIsIdle() throws Exception {
    serve(Duration.ofSeconds(30), 6, 4);
    List<Socket> slow = new ArrayList<>();
    List<Socket> newcomers = new ArrayList<>();
    try (Socket first = connectFrom(1)) {
      for (int i = 0; i < 4; i++) {
        slow.add(connectFrom(2));
        slow.getLast().getOutputStream().write(new byte[] {0, 40, 1});
      }
      try (Socket idle = connectFrom(3)) {
        assertThat(isAnswered(idle)).isTrue();
        assertThat(isAnswered(first)).as("late, but a whole query").isTrue();
        for (int i = 0; i < 4; i++) {
          for (Socket drips : slow.subList(i, 4)) {
            drips.getOutputStream().write(1);
          }
          newcomers.add(connectFrom(100 + i));
          assertThat(isAnswered(newcomers.getLast())).isTrue();
          assertThat(isClosed(slow.get(i))).as("slow client %d", i).isTrue();
        }
        assertThat(isAnswered(idle)).isTrue();
        assertThat(isAnswered(first)).isTrue();
      }
      awaitLeft(4);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
      for (Socket socket : newcomers) {
        socket.close();
      }
    }
  }
}
