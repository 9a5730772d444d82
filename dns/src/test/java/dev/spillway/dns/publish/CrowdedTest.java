package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.FreePort;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller that has no file left for another connection. */
class CrowdedTest {
  private static final int GUESTS = 8;

  @TempDir Path folder = Path.of("");

  /**
   * The child: takes all files that it may have; says how often it let nobody in; gives them back.
   */
  static final class Crowd {
    private Crowd() {}

    public static void main(String[] arguments) throws Exception {
      InetAddress here = InetAddress.getLoopbackAddress();
      InetSocketAddress at = new InetSocketAddress(here, Integer.parseInt(arguments[0]));
      List<Socket> guests = new ArrayList<>();
      FeedDoor door = new FeedDoor(at, guest -> letIn(guest, guests));
      door.open();
      System.getLogger(Crowd.class.getName()).log(System.Logger.Level.INFO, "logs need files");
      List<FileInputStream> files = new ArrayList<>();
      try {
        while (files.size() < 10_000) {
          files.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException full) {
        System.out.println("full");
      }
      for (int asked = System.in.read(); asked == '?'; asked = System.in.read()) {
        System.out.println(door.failures());
      }
      for (FileInputStream file : files) {
        file.close();
      }
      if (System.in.read() < 0) { // the test has ended
        door.close();
      }
    }

    private static void letIn(Socket guest, List<Socket> guests) {
      guests.add(guest);
      System.out.println("let in");
    }
  }

  @Test
  void itSaysSoOnceAndTriesAgainMoreAndMoreSlowly() throws Exception {
    int port = FreePort.take();
    Path said = folder.resolve("said.txt");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 200; exec \"$@\"",
                "sh",
                java,
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Crowd.class.getName(),
                String.valueOf(port))
            .redirectError(said.toFile())
            .start();
    List<Socket> guests = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(line(out)).isEqualTo("full");
      for (int i = 0; i < GUESTS; i++) { // a file or two may be left
        guests.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      int[] letIn = new int[1];
      long[] failures = new long[1];
      SignedAnswersTest.awaitTrue(() -> {
        child.getOutputStream().write('?');
        child.getOutputStream().flush();
        String answer = line(out);
        for (; answer.equals("let in"); answer = line(out)) {
          letIn[0]++;
        }
        failures[0] = Long.parseLong(answer);
        return failures[0] >= 4; // the fourth comes after 70 ms of pauses
      });
      assertThat(failures[0]).isLessThan(20);
      assertThat(letIn[0]).isLessThan(GUESTS);
      child.getOutputStream().write('.');
      child.getOutputStream().flush();
      for (; letIn[0] < GUESTS; letIn[0]++) {
        assertThat(line(out)).isEqualTo("let in");
      }
      assertThat(Files.readString(said)).containsOnlyOnce("no node can be let in");
      assertThat(Files.readString(said)).containsOnlyOnce("let in again");
    } finally {
      child.destroyForcibly();
      for (Socket guest : guests) {
        guest.close();
      }
    }
  }

  private static String line(BufferedReader out) throws IOException {
    return Objects.requireNonNull(out.readLine(), "the child has ended");
  }
}
