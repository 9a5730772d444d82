package dev.spillway.azure.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.Faults.Cut;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Share;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeredHost.SiteAnswer;
import dev.spillway.core.SteeringTarget.Ability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AzureDnsTest {
  private static final List<String> HOME = List.of("203.0.113.10", "2001:db8::10");
  private static final List<String> CLOUD = List.of("198.51.100.7");

  private FakeAzure fake = FakeAzure.open(Kind.PUBLIC);
  private final FakeDns there = new FakeDns("example.com");
  private final List<Duration> waits = new ArrayList<>();

  private AzureDns target(String owner, boolean overwrite) throws Exception {
    return target(owner, overwrite, Patience.DEFAULT);
  }

  private AzureDns target(String owner, boolean overwrite, Patience patience) throws Exception {
    fake.with(there);
    Arm arm = fake.client(patience, time -> {});
    return new AzureDns(
        new RecordSets(() -> arm, "shop", "example.com", "www"), owner, overwrite, waits::add);
  }

  @AfterEach
  void theNameAlwaysHadAnAddress() {
    fake.close();
    assertThat(there.everEmpty()).isFalse();
  }

  private static SteeredHost all(String site) {
    return shares(site.equals("hq") ? 0 : 1);
  }

  private static SteeredHost shares(double azure) {
    return new SteeredHost(
        "www.example.com",
        Duration.ofSeconds(20),
        List.of(
            new SiteAnswer("hq", Share.of(1 - azure), HOME),
            new SiteAnswer("azure", Share.of(azure), CLOUD)));
  }

  private long writes() {
    return fake.exchanges().stream().filter(e -> !e.request().method().equals("GET")).count();
  }

  @Test
  void aBurstThereAndBack() throws Exception {
    try (AzureDns target = target("hq-controller", false)) {
      assertThat(target.ability()).isEqualTo(Ability.SWITCH);
      assertThat(target.current("www.example.com")).isEmpty();
      target.apply(all("hq"));
      assertThat(there.state())
          .isEqualTo("A/www [203.0.113.10] hq #1, AAAA/www [2001:db8:0:0:0:0:0:10] hq #1");
      target.apply(all("azure"));
      assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #2");
      SteeredHost now = target.current("www.example.com").orElseThrow();
      assertThat(now.share("azure")).isEqualTo(Share.ALL);
      assertThat(now.ttl()).isEqualTo(Duration.ofSeconds(20));
      target.apply(all("hq"));
      assertThat(there.state()).startsWith("A/www [203.0.113.10] hq #3, AAAA/www");
    }
  }

  @Test
  void theSameOnAHubWithItsOlderInterface() throws Exception {
    fake.close();
    fake = FakeAzure.open(Kind.HUB_ADFS);
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    target.apply(all("azure"));
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #2");
    assertThat(fake.exchanges())
        .filteredOn(e -> e.request().path().contains("dnsZones"))
        .allMatch(e -> e.request().apiVersion().equals("2016-04-01"));
  }

  @Test
  void itsRoleHasNothingThatIsNotUsed() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    target.apply(all("azure"));
    SteeredHost six =
        new SteeredHost(
            "www.example.com",
            Duration.ofSeconds(20),
            List.of(new SiteAnswer("hq", Share.ALL, List.of("2001:db8::10"))));
    target.apply(six);
    assertThat(there.state()).isEqualTo("AAAA/www [2001:db8:0:0:0:0:0:10] hq #3");
    AdapterRights rights = Rights.of("azure-dns").orElseThrow();
    assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
  }

  @Test
  void publishingTheSameWritesNothing() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    long before = writes();
    target.apply(all("hq"));
    assertThat(writes()).isEqualTo(before);
  }

  @Test
  void everyWriteNamesTheVersionThatItReplaces() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    target.apply(all("azure"));
    assertThat(fake.exchanges())
        .filteredOn(e -> !e.request().method().equals("GET"))
        .hasSize(4)
        .allMatch(e ->
            !e.request().header("if-match").isEmpty()
                ^ e.request().header("if-none-match").equals("*"));
  }

  @Test
  void aPartOfTheClientsCannotBeShown() throws Exception {
    AzureDns target = target("hq-controller", false);
    assertThatThrownBy(() -> target.apply(shares(0.4)))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("has no weights");
    assertThat(writes()).isZero();
  }

  @Test
  void namesAreNoAddresses() throws Exception {
    AzureDns target = target("hq-controller", false);
    SteeredHost named =
        new SteeredHost(
            "www.example.com",
            Duration.ofSeconds(20),
            List.of(new SiteAnswer("azure", Share.ALL, List.of("shop.azurewebsites.net"))));
    assertThatThrownBy(() -> target.apply(named))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("azure is known as shop.azurewebsites.net");
  }

  @Test
  void whatIsThereAlreadyIsHandedOverByAPersonFirst() throws Exception {
    there.somebodySets("A", "www", "203.0.113.10");
    AzureDns target = target("hq-controller", true);
    assertThatThrownBy(() -> target.current("www.example.com"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("nobody's mark")
        .hasMessageContaining(
            "az network dns record-set a update -g shop -z example.com -n www"
                + " --metadata spillway-owner=hq-controller");
    assertThatThrownBy(() -> target.apply(all("azure"))).hasMessageContaining("nobody's mark");
    assertThat(writes()).isZero();
    there.somebodyMarks("A", "www", "spillway-owner", "hq-controller");
    there.somebodyMarks("A", "www", "department", "sales");
    target.apply(all("azure"));
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #1");
    assertThat(
            there.set("A", "www").path("properties").path("metadata").path("department").asString())
        .isEqualTo("sales");
  }

  @Test
  void anotherControllersRecordsAreNotTouched() throws Exception {
    target("one", false).apply(all("hq"));
    AzureDns other = target("two", true);
    assertThatThrownBy(() -> other.apply(all("azure")))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("the mark of one");
  }

  @Test
  void ofTwoControllersWithOneNameTheSecondIsToldByTheNumber() throws Exception {
    AzureDns one = target("hq-controller", false);
    AzureDns other = target("hq-controller", false);
    one.apply(all("hq"));
    other.current("www.example.com");
    one.apply(all("azure"));
    assertThatThrownBy(() -> other.apply(all("hq")))
        .isInstanceOf(AdapterException.Refused.class)
        .hasMessageContaining("another controller of this name (write 2)");
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #2");
  }

  @Test
  void whatSomebodyElseChangedIsReportedAndStaysUntilItIsPutBack() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    there.somebodySets("A", "www", "192.0.2.66");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> target.apply(all("azure")))
          .isInstanceOf(AdapterException.Refused.class)
          .hasMessageContaining("changed by somebody else: it is [192.0.2.66] (TTL 20 s)");
    }
    assertThat(there.state()).startsWith("A/www [192.0.2.66] hq #1");
    there.somebodySets("A", "www", "203.0.113.10");
    target.apply(all("azure"));
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #2");
  }

  @Test
  void whoWantsItWrittenOverHasItReportedFirst() throws Exception {
    AzureDns target = target("hq-controller", true);
    target.apply(all("hq"));
    there.somebodySets("A", "www", "192.0.2.66");
    assertThatThrownBy(() -> target.apply(all("hq")))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("[192.0.2.66]");
    target.apply(all("hq"));
    assertThat(there.state()).startsWith("A/www [203.0.113.10] hq #2");
  }

  @Test
  void whatSomebodyRemovedIsReportedAndMadeAgain() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    there.somebodyRemoves("A", "www");
    assertThatThrownBy(() -> target.apply(all("hq")))
        .isInstanceOf(AdapterException.Transient.class)
        .hasMessageContaining("it is absent")
        .hasMessageContaining("made again");
    target.apply(all("hq"));
    assertThat(there.state()).startsWith("A/www [203.0.113.10] hq #2");
  }

  @Test
  void readsThatAreBehindAreNoForeignChange() throws Exception {
    AzureDns target = target("hq-controller", false);
    there.behind(2);
    target.apply(all("hq"));
    target.apply(all("azure"));
    there.behind(6);
    target.apply(all("hq"));
    target.apply(all("azure"));
    there.behind(0);
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #4");
  }

  @Test
  void anAnswerThatGotLostIsNoForeignChangeWhetherItWasDoneOrNot() throws Exception {
    Duration soon = Duration.ofMillis(1);
    Patience once = new Patience(Duration.ofSeconds(5), Duration.ZERO, soon, soon, soon);
    AzureDns target = target("hq-controller", false, once);
    target.apply(all("hq"));
    for (String method : List.of("PUT", "DELETE")) {
      for (Cut cut : Cut.values()) {
        fake.faults().cut(1, r -> r.method().equals(method), cut);
        assertThatThrownBy(() -> target.apply(all("azure")))
            .isInstanceOf(AdapterException.Transient.class);
        target.apply(all("azure"));
        assertThat(there.state())
            .as(method + " cut " + cut)
            .matches("A/www \\[198.51.100.7] azure #\\d+");
        target.apply(all("hq"));
      }
    }
  }

  @Test
  void aRetryAfterALostAnswerFindsItsOwnWrite() throws Exception {
    AzureDns target = target("hq-controller", false);
    target.apply(all("hq"));
    fake.faults().cut(1, r -> r.method().equals("PUT"), Cut.AFTER);
    assertThatThrownBy(() -> target.apply(all("azure"))).hasMessageContaining("looked at again");
    target.apply(all("azure"));
    assertThat(there.state()).isEqualTo("A/www [198.51.100.7] azure #2");
  }

  @Test
  void aMissingZoneIsSaid() throws Exception {
    fake.with(new FakeDns("other.com"));
    Arm arm = fake.client(Patience.DEFAULT, time -> {});
    AzureDns lost =
        new AzureDns(new RecordSets(() -> arm, "shop", "nix.com", "www"), "one", false, waits::add);
    assertThatThrownBy(() -> lost.current("www.nix.com"))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("there is no DNS zone nix.com in shop");
  }
}
