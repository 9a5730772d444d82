package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.FollowedTable;
import dev.spillway.dns.FreePort;
import dev.spillway.dns.SecretsFile;
import dev.spillway.dns.answer.World;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Resolvers ask any of a zone's servers, A here and AAAA there. */
class ManyServersTest extends FeedCase {
  private static final int SUBNETS = 200;
  private static final Pattern COOKIE = Pattern.compile("; COOKIE: ([0-9a-f]{48}) ");

  private static final String GOOD = "spillway_dns_cookies_good_total";

  private final List<AutoCloseable> open = new ArrayList<>();

  /** All at one moment, so that no slot ends between two questions. */
  private static DnsSettings settings() throws Exception {
    DnsSettings usual =
        DnsSettings.of(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.take())));
    return new DnsSettings(
        usual.listen(),
        1,
        usual.engine(),
        usual.limits(),
        usual.identity(),
        usual.seed(),
        () -> 1_763_900_000_000L,
        null);
  }

  private Answering nodeAt(FeedServer feed, String name) throws Exception {
    FeedClient node = node(name, feed);
    open.add(node);
    Answering server =
        Answering.start(List.of(), node.zones(), node.table(), settings(), List.of());
    open.add(server);
    node.whenShared(server.server()::share);
    node.whenRebuilt(server::rebuild);
    server.rebuild();
    return server;
  }

  private Answering besideAt() throws Exception {
    FollowedTable followed = FollowedTable.open(folder.resolve("controller/dns"));
    open.add(followed);
    Answering server =
        Answering.start(
            List.of(World.ZONE), followed.zones(), followed.table(), settings(), List.of());
    open.add(server);
    followed.whenShared(server.server()::share);
    return server;
  }

  @Test
  void aClientThatAsksSeveralServersSeesOneSiteAndKeepsItsCookie() throws Exception {
    SecretsFile file = new SecretsFile(folder.resolve("controller/dns"));
    file.save(SECRETS);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("controller/dns/servers.secret"))))
        .isEqualTo("rw-------");
    stage.steer(World.shop(0.5));
    try (FeedServer feed = feed(FreePort.take())) {
      List<Answering> servers =
          List.of(nodeAt(feed, "one"), nodeAt(feed, "two"), nodeAt(feed, "three"), besideAt());
      List<Integer> ports =
          servers.stream().map(s -> s.server().addresses().getFirst().getPort()).toList();
      awaitEqual(feed, 3);
      int cloud = 0;
      for (int i = 0; i < SUBNETS; i++) {
        boolean here = ask(ports.get(i % 4), Type.A, i).contains(World.CLOUD_V4);
        for (int next = 1; next < 4; next++) {
          assertThat(ask(ports.get((i + next) % 4), Type.AAAA, i))
              .contains(here ? "2001:db8:2:0:0:0:0:7" : "2001:db8:1:0:0:0:0:10");
        }
        cloud += here ? 1 : 0;
      }
      assertThat(cloud).isBetween(SUBNETS / 4, SUBNETS * 3 / 4);
      String cookie = cookie(ports.getFirst());
      for (int i = 0; i < ports.size(); i++) {
        assertThat(Stage.figure(servers.get(i).counts(), GOOD)).isZero();
        assertThat(dig(ports.get(i), "+cookie=" + cookie)).contains("NOERROR");
        assertThat(Stage.figure(servers.get(i).counts(), GOOD)).isEqualTo(1);
      }
    } finally {
      for (AutoCloseable one : open.reversed()) {
        one.close();
      }
    }
    assertThat(new SecretsFile(folder.resolve("one")).read()).contains(SECRETS);
    Path kept = folder.resolve("one/servers.secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
  }

  private static String dig(int port, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("shop.example.com", "A"));
    all.addAll(List.of(arguments));
    return Stage.ask("dig", "127.0.0.1", port, all.toArray(String[]::new));
  }

  /** What a server gives to the client cookie 0102030405060708. */
  private static String cookie(int port) throws Exception {
    Matcher given = COOKIE.matcher(dig(port, "+cookie=0102030405060708"));
    assertThat(given.find()).isTrue();
    return given.group(1);
  }

  private static String ask(int port, int type, int subnet) throws Exception {
    Message query =
        Message.newQuery(Record.newRecord(Name.fromString(World.HOST + "."), type, DClass.IN));
    InetAddress network = InetAddress.ofLiteral("10." + subnet + ".0.0");
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, List.of(new ClientSubnetOption(24, network))),
        Section.ADDITIONAL);
    byte[] bytes = query.toWire();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5000);
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.send(new DatagramPacket(bytes, bytes.length));
      DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
      socket.receive(packet);
      return new Message(Arrays.copyOf(packet.getData(), packet.getLength())).toString();
    }
  }
}
