package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Endpoint;
import dev.spillway.dns.engine.Engines;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A real server with zones and a transfer key, and strangers before it who send what they like. */
final class Siege implements AutoCloseable {
  static final int WORKERS = 2;

  /** First byte of the id of a volley's last query. */
  private static final byte MARK = (byte) 0xAB;

  private static final int PATIENCE_MILLIS = 5_000;
  private static final int TRIES = 3;
  private static final Logger LOG = Logger.getLogger("dev.spillway.dns");
  private static final byte[] GOOD =
      Message.newQuery(
              Record.newRecord(Name.fromConstantString("shop.example.com."), Type.A, DClass.IN))
          .toWire();

  final Stage stage;
  final DatagramSocket udp;
  private int volleys;
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            said.add(entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  Siege(Path folder, Engines.Kind kind) throws Exception {
    stage =
        new Stage(
            folder,
            true,
            List.of(new Endpoint("127.0.0.1", 1)),
            Instant.now(),
            settings -> settings.withEngine(kind).withWorkers(WORKERS));
    udp = client();
    LOG.addHandler(ear);
  }

  private DatagramSocket client() throws SocketException {
    DatagramSocket socket = new DatagramSocket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port()));
    return socket;
  }

  /** Sends over UDP and waits for the answer. */
  byte[] ask(byte[] query) throws IOException {
    return ask(udp, query);
  }

  private static byte[] ask(DatagramSocket by, byte[] query) throws IOException {
    by.send(new DatagramPacket(query, query.length));
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    by.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /**
   * Sends all over UDP, then a good query, and reads until that one's answer has come. Where a
   * socket's buffer was full and it was lost, it is sent again.
   */
  void volley(List<byte[]> queries) throws IOException {
    for (byte[] query : queries) {
      udp.send(new DatagramPacket(query, query.length));
    }
    byte[] last = GOOD.clone();
    last[0] = MARK;
    last[1] = (byte) ++volleys;
    for (int lost = 0; lost < TRIES; lost++) {
      udp.send(new DatagramPacket(last, last.length));
      try {
        readUntilAnswerTo(last);
        return;
      } catch (SocketTimeoutException e) {
        LOG.log(Level.FINE, "nothing within " + PATIENCE_MILLIS + " ms", e);
      }
    }
    throw new AssertionError("no answer in " + TRIES + " times " + PATIENCE_MILLIS + " ms");
  }

  /** One client's packets are answered in their order. */
  private void readUntilAnswerTo(byte[] last) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    do {
      packet.setLength(4096);
      udp.receive(packet);
      assertThat(packet.getLength()).isBetween(12, 1232);
      assertThat(packet.getData()[2] & 0x80).as("a response").isEqualTo(0x80);
    } while (packet.getData()[0] != MARK
        || packet.getData()[1] != last[1]
        || packet.getLength() < GOOD.length + 16);
  }

  /** Sends bytes over a TCP connection of their own and reads messages until it ends. */
  List<byte[]> stream(byte[] bytes) throws IOException {
    List<byte[]> answers = new ArrayList<>();
    try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
      tcp.setSoTimeout(PATIENCE_MILLIS);
      tcp.getOutputStream().write(bytes);
      tcp.shutdownOutput();
      DataInputStream in = new DataInputStream(tcp.getInputStream());
      while (true) {
        answers.add(in.readNBytes(in.readUnsignedShort()));
      }
    } catch (EOFException | SocketException e) {
      return answers; // the server is done with it
    }
  }

  static byte[] framed(byte[] query) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(query.length >>> 8);
    out.write(query.length);
    out.writeBytes(query);
    return out.toByteArray();
  }

  long count(String name) {
    return stage.server.counters().getOrDefault(name, 0L);
  }

  /**
   * No mistake was counted, no worker is gone, everybody is answered, and the log is silent but for
   * a transfer that was refused and the secondary of this test, which does not exist.
   */
  void assertUnharmed() throws IOException {
    assertThat(count("spillway_dns_faults_total")).as("mistakes of Spillway: %s", said).isZero();
    String name = "dns-udp-" + stage.port() + "-";
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .filteredOn(thread -> thread.startsWith(name))
        .as("workers")
        .hasSize(WORKERS);
    for (int i = 0; i < 20; i++) { // the kernel deals clients out to all sockets of the port
      try (DatagramSocket client = client()) {
        assertThat(ask(client, GOOD)[3] & 15).isZero();
      }
    }
    assertThat(stream(framed(GOOD))).hasSize(1);
    assertThat(said)
        .filteredOn(line -> !line.contains("transfer refused") && !line.contains("was told of"))
        .isEmpty();
  }

  @Override
  public void close() {
    LOG.removeHandler(ear);
    udp.close();
    stage.close();
  }
}
