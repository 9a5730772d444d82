import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Attacks a DNS server on loopback and asks it honestly meanwhile, from another network: any|random|
 * drip|hold PORT SECONDS CONNECTIONS. Prints "figure, tab, value, tab, unit". Connections come from
 * addresses of which each has 16.
 */
public final class DnsAttacker {
  private static final int EACH = 16;
  private static final int NONE = 0;
  private static final int ANY = 255;
  private static final int PATIENCE_MILLIS = 500;
  private static final long OPENING_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static InetSocketAddress server = new InetSocketAddress(0);
  private static volatile boolean over;

  public static void main(String[] args) throws Exception {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    int seconds = Integer.parseInt(args[2]);
    int connections = Integer.parseInt(args[3]);
    Honest udp = new Honest(() -> udp(query("www", 1, false)), 5);
    Honest tcp = new Honest(() -> tcp(query("www", 1, false)), 25);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    switch (args[0]) {
      case "any" -> flood(end, i -> query("", ANY, true));
      case "random" -> flood(end, i -> query("x" + i, 1, true));
      case "drip" -> hold(seconds, connections, true);
      case "hold" -> hold(seconds, connections, false);
      default -> throw new IllegalArgumentException(args[0]);
    }
    over = true;
    udp.print("over UDP");
    tcp.print("over TCP");
    System.exit(0);
  }

  private interface Ask {
    void once() throws IOException;
  }

  /** A client that does nothing wrong: one question after another. */
  private static final class Honest {
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    Honest(Ask ask, long pauseMillis) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!over) {
                  long begin = System.nanoTime();
                  try {
                    ask.once();
                    millis.add((System.nanoTime() - begin) / 1e6);
                  } catch (IOException e) {
                    lost.incrementAndGet();
                  }
                  nap(pauseMillis);
                }
              });
    }

    void print(String how) throws InterruptedException {
      thread.join(2 * PATIENCE_MILLIS);
      List<Double> all = new ArrayList<>(millis);
      Collections.sort(all);
      if (!all.isEmpty()) {
        DnsAttacker.print("honest client " + how + ", p50", all.get(all.size() / 2), "ms");
        DnsAttacker.print("honest client " + how + ", p99", all.get(all.size() * 99 / 100), "ms");
      }
      DnsAttacker.print("honest client " + how + ", asked", all.size() + lost.get(), "queries");
      DnsAttacker.print("honest client " + how + ", lost", lost.get(), "queries");
    }
  }

  private static void udp(byte[] query) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(honest())) {
      socket.connect(server);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(query, query.length));
      socket.receive(new DatagramPacket(new byte[1232], 1232));
    }
  }

  private static void tcp(byte[] query) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(honest());
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(server, PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(framed(query).array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readFully(new byte[in.readUnsignedShort()]);
    }
  }

  private static SocketAddress honest() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.99.0.1"), 0);
  }

  private interface Queries {
    byte[] at(int i);
  }

  /** From one address that might be forged: what its owner would get. */
  private static void flood(long end, Queries queries) throws Exception {
    AtomicLong back = new AtomicLong();
    long sent = 0;
    int packets = 0;
    long begin = System.nanoTime();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      socket.setReceiveBufferSize(4 << 20);
      socket.setSoTimeout(300);
      Thread victim = Thread.ofPlatform().daemon().start(() -> count(socket, back));
      while (System.nanoTime() < end) {
        byte[] query = queries.at(packets++);
        socket.send(new DatagramPacket(query, query.length));
        sent += query.length;
      }
      victim.join(PATIENCE_MILLIS);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    print("queries a second", packets / seconds, "1/s");
    print("sent to the victim for each byte in", back.get() / (double) sent, "x");
    print("sent to the victim", back.get() / seconds / 1024, "KiB/s");
  }

  private static void count(DatagramSocket socket, AtomicLong bytes) {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(4096);
        socket.receive(packet);
        bytes.addAndGet(packet.getLength());
      }
    } catch (IOException nothingForAWhile) {
      Thread.currentThread().interrupt();
    }
  }

  /** A connection of an attacker, and when it was opened. */
  private record Held(SocketChannel channel, long since) {}

  /**
   * Half a length each and then nothing, or a byte a second of a query that is never whole. One that
   * the server closes is opened again. Time counts from when all have been opened once.
   */
  private static void hold(int seconds, int connections, boolean drips) throws IOException {
    Held[] held = new Held[connections];
    List<Double> lives = new ArrayList<>();
    int most = 0;
    int refused = 0;
    long end = System.nanoTime() + OPENING_NANOS;
    for (boolean opening = true; System.nanoTime() < end; opening = false) {
      long round = System.nanoTime();
      int open = 0;
      for (int i = 0; i < connections && System.nanoTime() < end; i++) {
        Held one = held[i];
        if (one != null && isClosed(one, drips)) {
          lives.add((System.nanoTime() - one.since()) / 1e9);
          one.channel().close();
          held[i] = null;
        }
        if (held[i] == null) {
          held[i] = open(i / EACH);
          refused += held[i] == null ? 1 : 0;
        }
        open += held[i] == null ? 0 : 1;
      }
      most = Math.max(most, open);
      end = opening ? System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) : end;
      nap(Math.max(0, 1_000 - (System.nanoTime() - round) / 1_000_000));
    }
    Collections.sort(lives);
    print("connections opened at most", most, "connections");
    print("not let in", refused, "connections");
    print("closed by the server", lives.size(), "connections");
    if (!lives.isEmpty()) {
      print("the longest life of those", lives.getLast(), "s");
    }
  }

  private static boolean isClosed(Held one, boolean drips) {
    try {
      if (one.channel().read(ByteBuffer.allocate(16)) < 0) {
        return true;
      }
      if (drips) {
        one.channel().write(ByteBuffer.allocate(1));
      }
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static Held open(int client) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      byte[] from = {127, 1, (byte) (client >>> 8), (byte) (client + 1)};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      channel.socket().connect(server, PATIENCE_MILLIS);
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(new byte[] {2})); // a query of 512 bytes or more is to come
      return new Held(channel, System.nanoTime());
    } catch (IOException refused) {
      channel.close();
      return null;
    }
  }

  private static ByteBuffer framed(byte[] query) {
    return ByteBuffer.allocate(2 + query.length).putShort((short) query.length).put(query).flip();
  }

  /** With an OPT record of 1,232 bytes; with signatures if wanted. */
  private static byte[] query(String label, int type, boolean signatures) {
    byte[] zone = "\7example\4test\0".getBytes(StandardCharsets.ISO_8859_1);
    int head = label.isEmpty() ? NONE : 1 + label.length();
    ByteBuffer query = ByteBuffer.allocate(12 + head + zone.length + 4 + 11);
    query.putShort(4, (short) 1).putShort(10, (short) 1).position(12);
    if (head > 0) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put(zone).putShort((short) type).putShort((short) 1);
    query.put((byte) 0).putShort((short) 41).putShort((short) 1232);
    query.putInt(signatures ? 0x8000 : 0).putShort((short) 0);
    return query.array();
  }

  private static void nap(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(String figure, double value, String unit) {
    System.out.printf("%s\t%.3f\t%s%n", figure, value, unit);
  }
}
