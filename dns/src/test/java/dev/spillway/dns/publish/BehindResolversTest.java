package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.dns.Foreign;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.answer.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * What clients get behind one caching resolver: the same site for all of them during a TTL, and
 * over many TTLs the share. Forty hosts with a TTL of a second stand for forty times as many TTLs.
 */
class BehindResolversTest {
  private static final int HOSTS = 40;
  private static final int TTLS = Integer.getInteger("spillway.resolver.ttls", 8);

  /** Unbound counts in whole seconds, so it keeps an answer for up to two. */
  private static final long PAUSE_MILLIS = 2_100;

  private static final double SHARE = 0.2;

  @TempDir Path folder = Path.of("");

  private static String host(int i) {
    return "h" + i + ".example.com";
  }

  private static SteeredHost row(int i) {
    return new SteeredHost(
        host(i),
        Duration.ofSeconds(1),
        List.of(
            new SiteAnswer("hq", Share.of(1 - SHARE), List.of(World.HOME_V4)),
            new SiteAnswer("azure", Share.of(SHARE), List.of(World.CLOUD_V4))));
  }

  private static String ask(SimpleResolver resolver, String host) throws Exception {
    Name name = Name.fromString(host + ".");
    Message answer = resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)));
    ARecord first = (ARecord) answer.getSection(Section.ANSWER).getFirst();
    return first.getAddress().getHostAddress();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unbound", "named"})
  void overManyTtlsClientsBehindOneResolverGetTheShare(String program) throws Exception {
    Foreign.require(program);
    int port = FreePort.take();
    try (Stage stage = new Stage(Files.createDirectory(folder.resolve("s")), true, List.of());
        Foreign.Daemon daemon =
            program.equals("unbound")
                ? Resolvers.unbound(Files.createDirectory(folder.resolve("r")), port, stage)
                : Resolvers.named(Files.createDirectory(folder.resolve("r")), port, stage)) {
      for (int i = 0; i < HOSTS; i++) {
        stage.steer(row(i));
      }
      Resolvers.awaitAnswer(port);
      SimpleResolver resolver = new SimpleResolver("127.0.0.1");
      resolver.setPort(port);
      long before =
          stage.server.answers().values().stream().mapToLong(BehindResolversTest::sum).sum();
      int cloud = 0;
      int alike = 0;
      for (int ttl = 0; ttl < TTLS; ttl++) {
        for (int i = 0; i < HOSTS; i++) {
          String one = ask(resolver, host(i));
          cloud += one.equals(World.CLOUD_V4) ? 1 : 0;
          alike += ask(resolver, host(i)).equals(one) ? 1 : 0;
        }
        Thread.sleep(PAUSE_MILLIS); // the resolver's cache, which no clock of ours moves
      }
      int draws = HOSTS * TTLS;
      double deviation = Math.sqrt(SHARE * (1 - SHARE) / draws);
      long asked =
          stage.server.answers().values().stream().mapToLong(BehindResolversTest::sum).sum()
              - before;
      System.out.printf(
          "%s: share %.3f, answered %.3f over %d draws (one deviation %.3f); of two clients in one"
              + " TTL %.1f %% were alike; %d questions reached Spillway%n",
          program, SHARE, cloud / (double) draws, draws, deviation, 100.0 * alike / draws, asked);
      assertThat(cloud / (double) draws)
          .as(daemon.said())
          .isBetween(SHARE - 4.5 * deviation, SHARE + 4.5 * deviation);
      assertThat(alike / (double) draws).as("clients of one TTL get one answer").isGreaterThan(0.9);
      assertThat(asked)
          .as("the rest came from the cache")
          .isBetween(draws * 9L / 10, draws * 3L / 2);
    }
  }

  private static long sum(java.util.Map<String, Long> bySite) {
    return bySite.values().stream().mapToLong(Long::longValue).sum();
  }
}
