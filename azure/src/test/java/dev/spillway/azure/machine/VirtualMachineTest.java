package dev.spillway.azure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.azure.Access;
import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.RightsTest;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeGroup;
import dev.spillway.azure.fake.FakeMachine;
import dev.spillway.azure.fake.FakeMachines;
import dev.spillway.azure.fake.FakePermissions;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.site.SiteWorld;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Finding;
import dev.spillway.core.Finding.Level;
import dev.spillway.core.Machine;
import dev.spillway.core.Reading;
import dev.spillway.core.SignalSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine of a SQL Server, as its operator changes it. */
class VirtualMachineTest {
  private static final String START = "start it: az vm start -g shop-data -n shop-sql";

  @TempDir Path folder;
  private final FakeMachines machines = new FakeMachines();
  private final FakePermissions permissions = new FakePermissions();
  private @Nullable FakeAzure cloud;

  private FakeAzure open(Kind kind) {
    FakeAzure opened = FakeAzure.open(kind);
    cloud = opened;
    if (kind == Kind.PUBLIC) {
      machines.offers("Microsoft.Compute", "2020-06-01", "2024-03-01");
      machines.offers("Microsoft.Network", "2018-11-01", "2024-01-01");
    }
    return opened.with(machines).with(permissions).with(new FakeGroup(List::of));
  }

  @AfterEach
  void close() {
    FakeAzure opened = cloud;
    if (opened != null) {
      assertThat(opened.changes()).as("it only reads").isEmpty();
      opened.close();
    }
  }

  private AdapterSpec spec(FakeAzure fake) {
    Map<String, Object> all = new HashMap<>(SiteWorld.access(fake));
    all.remove("name");
    all.put("resource-group", "shop-data");
    all.put("machine", "shop-sql");
    all.put("service", "customers-db");
    return new AdapterSpec("azure-virtual-machine", all);
  }

  private Access access(FakeAzure fake) throws AdapterException {
    Pause pause = time -> Pause.real().pause(time.dividedBy(100));
    return new Access(spec(fake), SiteWorld.context(folder, "here"), Patience.DEFAULT, pause);
  }

  private SignalSource source(FakeAzure fake) throws AdapterException {
    return VirtualMachine.make(spec(fake), access(fake));
  }

  private Machine read(FakeAzure fake) throws AdapterException {
    Reading reading = source(fake).read(List.of());
    assertThat(reading).as("nothing else").isEqualTo(Reading.ofMachines(reading.machines()));
    return reading.machines().getFirst();
  }

  private List<Finding> check(FakeAzure fake) throws AdapterException {
    return VirtualMachine.check(spec(fake), access(fake), Instant.now());
  }

  private static List<String> told(List<Finding> all, Level level) {
    return all.stream()
        .filter(f -> f.level() == level)
        .map(f -> f.topic() + ": " + f.text())
        .toList();
  }

  @Test
  void oneThatRunsIsToldWithAllItsAddresses() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines
        .add("shop-data", "shop-sql")
        .nic("front", "203.0.113.9", "10.1.0.20", "10.1.0.21")
        .nic("back", null, "10.9.0.20");
    assertThat(read(fake))
        .isEqualTo(
            new Machine(
                "shop-sql",
                "customers-db",
                true,
                "running",
                List.of("10.1.0.20", "10.1.0.21", "10.9.0.20", "203.0.113.9"),
                ""));
    assertThat(source(fake).interval()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "running,      updating,   true,  running (updating),                           ''",
    "starting,     updating,   false, starting,                                     ''",
    "stopping,     updating,   false, stopping,                                     ''",
    "stopped,      succeeded,  false, 'stopped, which is billed on',                start",
    "deallocating, updating,   false, deallocating,                                 ''",
    "deallocated,  succeeded,  false, deallocated,                                  start",
    "unknown,      succeeded,  false, in a state that its cloud does not tell,      ''",
    "'',           creating,   false, in a state that its cloud does not tell,      ''",
    "running, failed/OSProvisioningTimedOut, false, 'running, but its provisioning failed (OS Provisioning did not finish in the allotted time.)', ''",
    "'',      failed/OSProvisioningTimedOut, false, 'not running, since its provisioning failed (OS Provisioning did not finish in the allotted time.)', ''",
  })
  void eachStateInWords(
      String power, String provisioning, boolean runs, String words, String advice)
      throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines.add("shop-data", "shop-sql").power(power).provisioning(provisioning);
    Machine machine = read(fake);
    assertThat(machine.state()).isEqualTo(words);
    assertThat(machine.runs()).isEqualTo(runs);
    assertThat(machine.advice()).isEqualTo(advice.isEmpty() ? "" : START);
  }

  @Test
  void onePowerAfterTheOther() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    FakeMachine machine =
        machines.add("shop-data", "shop-sql").nic("n", "203.0.113.9", "10.1.0.20");
    SignalSource source = source(fake);
    machine.power("deallocated");
    Machine down = source.read(List.of()).machines().getFirst();
    assertThat(down.addresses()).as("its public one was given back").containsExactly("10.1.0.20");
    machine.power("running");
    Machine up = source.read(List.of()).machines().getFirst();
    assertThat(up.runs()).isTrue();
    assertThat(up.addresses()).containsExactly("10.1.0.20", "203.0.113.9");
    machines.remove("shop-sql");
    Machine gone = source.read(List.of()).machines().getFirst();
    assertThat(gone.sentence()).isEqualTo("shop-sql (customers-db) is not there");
    assertThat(gone.advice()).isEqualTo("was it removed? see: az vm list -g shop-data");
  }

  @Test
  void withoutTheRightForItsInterfacesItsPowerIsToldAllTheSame() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines.add("shop-data", "shop-sql").nic("front", null, "10.1.0.20");
    refuse(fake, ".*/networkInterfaces/.*");
    Machine machine = read(fake);
    assertThat(machine.runs()).isTrue();
    assertThat(machine.advice())
        .startsWith("not all of its addresses are known: cannot read the interface front: 403")
        .endsWith("The sign-in needs the right Microsoft.Network/networkInterfaces/read");
    assertThat(told(check(fake), Level.NOTE)).anyMatch(n -> n.startsWith("machine: shop-sql"));
  }

  @Test
  void withoutTheRightForTheMachineNothingIsKnown() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines.add("shop-data", "shop-sql");
    refuse(fake, ".*/virtualMachines/.*");
    assertThatThrownBy(() -> read(fake))
        .isInstanceOf(AdapterException.Invalid.class)
        .hasMessageContaining("needs the right Microsoft.Compute/virtualMachines/read");
  }

  private static void refuse(FakeAzure fake, String path) {
    fake.faults()
        .answer(
            -1,
            r -> r.matches(path).matches(),
            r -> Response.error(403, "AuthorizationFailed", "The client has no authorization."));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HUB_ENTRA", "HUB_ADFS"})
  void aHubIsAskedInTheVersionsOfItsProfile(Kind kind) throws Exception {
    FakeAzure fake = open(kind);
    machines.offers("Microsoft.Compute", "2019-07-01", "2020-06-01");
    machines.offers("Microsoft.Network", "2016-04-01", "2018-11-01");
    machines.add("shop-data", "shop-sql").nic("front", "203.0.113.9", "10.1.0.20");
    assertThat(read(fake).addresses()).containsExactly("10.1.0.20", "203.0.113.9");
    assertThat(fake.exchanges())
        .filteredOn(e -> e.request().path().matches(".*/(virtualMachines|networkInterfaces)/.*"))
        .extracting(e -> e.request().apiVersion())
        .containsExactly("2020-06-01", "2018-11-01");
  }

  @Test
  void aCheckTellsOfItAndUsesExactlyTheRightsOfItsRole() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines.add("shop-data", "shop-sql").nic("front", "203.0.113.9", "10.1.0.20");
    AdapterRights rights = Rights.of("azure-virtual-machine").orElseThrow();
    List<Finding> all = check(fake);
    assertThat(told(all, Level.PROBLEM)).isEmpty();
    assertThat(told(all, Level.OK))
        .contains(
            "machine: shop-sql (customers-db) is running, at 10.1.0.20, 203.0.113.9",
            "rights: all 4 of the role for azure-virtual-machine",
            "api-versions: Microsoft.Compute 2024-03-01",
            "api-versions: Microsoft.Network 2024-01-01");
    assertThat(RightsTest.used(fake, rights)).containsExactlyElementsOf(rights.actions());
  }

  @Test
  void aCheckHoldsAStoppedMachineAndAMissingRightForProblems() throws Exception {
    FakeAzure fake = open(Kind.PUBLIC);
    machines.add("shop-data", "shop-sql").power("deallocated");
    permissions.allow(List.of("*/read"), List.of("Microsoft.Network/publicIPAddresses/read"));
    assertThat(told(check(fake), Level.PROBLEM))
        .containsExactly(
            "rights: missing in shop-data: Microsoft.Network/publicIPAddresses/read; 'spillway azure"
                + " roles azure-virtual-machine' prints the role",
            "machine: shop-sql (customers-db) is deallocated, no address is known; " + START);
  }
}
