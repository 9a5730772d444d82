package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ForesightTest {
  private static final Snapshot MANY = snapshot(10_000);

  private static Snapshot snapshot(int names) {
    List<SteeredHost> hosts = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      SiteAnswer all = new SiteAnswer("hq", Share.ALL, List.of("192.0.2.1"));
      hosts.add(World.row("app" + i + ".example.com", all));
    }
    return new SnapshotBuilder(List.of(new PlainZone(World.ZONE)), (host, site) -> 0)
        .build(hosts, 1);
  }

  private static byte[] query(String name) throws Exception {
    Record question = Record.newRecord(Name.fromString(name), Type.A, DClass.IN);
    return Message.newQuery(question).toWire();
  }

  @Test
  void aFewNamesNeedNone() {
    assertThat(new Foresight(1).begin(snapshot(10))).isFalse();
  }

  @Test
  void itFindsTheNamesOfABatchInAnyCase() throws Exception {
    Foresight foresight = new Foresight(3);
    assertThat(foresight.begin(MANY)).isTrue();
    for (String name : List.of("app1.example.com.", "APP2.Example.com.", "app9999.example.com.")) {
      byte[] message = query(name);
      foresight.add(message, message.length);
    }
    assertThat(foresight.fetch(MANY)).isEqualTo(3);
    assertThat(foresight.seen()).isNotZero();
    foresight.begin(MANY);
    assertThat(foresight.fetch(MANY)).isZero();
  }

  @Property(tries = 5000)
  void anyBytesAreTakenIn(@ForAll @Size(max = 600) byte[] bytes) {
    Foresight foresight = new Foresight(1);
    foresight.begin(MANY);
    foresight.add(bytes, bytes.length);
    assertThat(foresight.fetch(MANY)).isBetween(0, 1);
  }
}
