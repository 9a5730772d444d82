import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Has a running controller move all clients of an app to and fro, and asks its DNS servers all the
 * time: APP-URL TOKEN HOST FLIPS PORT... Prints for each flip a line: when each server, in order,
 * first answered another address, in microseconds since 1970.
 */
public final class DnsFlips {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Who asks five servers all the time takes the processors from them; so a figure may be this much too high. */
  private static final long PAUSE_NANOS = 1_000_000;

  /** Until what a flip left to be done is done, and not charged to the next: at least, and by how much more at most. */
  private static final int REST_MILLIS = 70, SPREAD_MILLIS = 60;

  private static final String SPILL =
      "{\"to\":\"cloud\",\"share\":1,\"for\":\"1h\",\"reason\":\"a flip\"}";

  public static void main(String[] args) throws Exception {
    byte[] query = query(args[2]);
    List<Asker> askers = new ArrayList<>();
    for (int i = 4; i < args.length; i++) {
      askers.add(new Asker(query, Integer.parseInt(args[i])));
    }
    Random random = new Random(7);
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int flip = 0; flip < Integer.parseInt(args[3]); flip++) {
        long begun = micros();
        String verb = flip % 2 == 0 ? "spill" : "resume";
        HttpRequest ask =
            HttpRequest.newBuilder(URI.create(args[0] + "/" + verb))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + args[1])
                .POST(HttpRequest.BodyPublishers.ofString(flip % 2 == 0 ? SPILL : "{\"reason\":\"back\"}"))
                .build();
        HttpResponse<String> said = http.send(ask, HttpResponse.BodyHandlers.ofString());
        if (said.statusCode() != 200) {
          throw new IllegalStateException(verb + ": " + said.statusCode() + " " + said.body());
        }
        StringBuilder line = new StringBuilder();
        for (Asker asker : askers) {
          line.append(asker.changedAfter(begun)).append(' ');
        }
        System.out.println(line.toString().strip());
        Thread.sleep(REST_MILLIS + random.nextInt(SPREAD_MILLIS));
      }
    }
    System.exit(0); // the askers are still asking
  }

  private static long micros() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
  }

  private static byte[] query(String host) {
    byte[] all = new byte[12 + host.length() + 2 + 4];
    all[5] = 1;
    int at = 12;
    for (String label : host.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
      all[at++] = (byte) bytes.length;
      System.arraycopy(bytes, 0, all, at, bytes.length);
      at += bytes.length;
    }
    all[at + 2] = 1;
    all[at + 4] = 1;
    return all;
  }

  /** Remembers when the answer of one server last became another one. */
  private static final class Asker {
    private final byte[] query;
    private final InetSocketAddress server;
    private long changed;
    private String trouble = "";

    Asker(byte[] query, int port) {
      this.query = query;
      this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      Thread.ofPlatform().daemon().start(this::run);
    }

    private void run() {
      byte[] answer = new byte[512];
      int last = 0;
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.setSoTimeout(1_000);
        socket.connect(server);
        while (true) {
          socket.send(new DatagramPacket(query, query.length));
          DatagramPacket packet = new DatagramPacket(answer, answer.length);
          socket.receive(packet);
          // Without OPT the address is the answer's end; its third byte says the site.
          int site = answer[packet.getLength() - 2] + 1_000;
          if (site != last) {
            note(last == 0 ? 0 : micros(), "");
            last = site;
          }
          TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
        }
      } catch (IOException e) {
        note(0, server + ": " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void note(long when, String what) {
      changed = when;
      trouble = what;
      notifyAll();
    }

    synchronized long changedAfter(long begun) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (changed < begun && trouble.isEmpty() && System.nanoTime() < end) {
        wait(100);
      }
      if (changed < begun) {
        throw new IllegalStateException(server + " never answered anew " + trouble);
      }
      return changed;
    }
  }
}
