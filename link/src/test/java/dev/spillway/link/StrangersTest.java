package dev.spillway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of those who have not shown a certificate yet, whoever crowds the others makes place first. */
class StrangersTest {
  private final Strangers strangers = new Strangers(4);
  private final List<SocketChannel> all = new ArrayList<>();

  private SocketChannel from(String address) throws IOException {
    SocketChannel socket = SocketChannel.open();
    all.add(socket);
    strangers.add(socket, InetAddress.ofLiteral(address));
    return socket;
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel each : all) {
      each.close();
    }
  }

  @Test
  void ofOneNetworkTheOldestGoes() throws IOException {
    SocketChannel first = from("192.0.2.1");
    SocketChannel second = from("192.0.2.1");
    from("192.0.2.1");
    from("192.0.2.1");
    assertThat(first.isOpen()).isTrue();
    from("192.0.2.1");
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
  }

  @Test
  void aFloodFromOneAddressDoesNotPushOutAnother() throws IOException {
    SocketChannel honest = from("198.51.100.7");
    for (int i = 0; i < 10_000; i++) {
      from("192.0.2.1");
    }
    assertThat(honest.isOpen()).isTrue();
    assertThat(all.stream().filter(SocketChannel::isOpen)).hasSize(4);
  }

  @Test
  void allAddressesOfANetworkOfSixtyFourBitsAreOne() throws IOException {
    SocketChannel honest = from("2001:db8:0:2::1");
    for (int i = 1; i < 100; i++) {
      from("2001:db8:0:1::" + i);
    }
    assertThat(honest.isOpen()).isTrue();
  }

  @Test
  void whoHasShownACertificateIsNoLongerOne() throws IOException {
    SocketChannel agent = from("192.0.2.1");
    strangers.remove(agent);
    for (int i = 0; i < 10; i++) {
      from("192.0.2.1");
    }
    assertThat(agent.isOpen()).isTrue();
    strangers.closeAll();
    assertThat(all.stream().filter(SocketChannel::isOpen)).containsExactly(agent);
  }
}
