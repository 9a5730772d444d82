package dev.spillway.azure.appservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpClient;
import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Transport;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.sdk.WebClient;
import dev.spillway.azure.site.Fence;
import dev.spillway.azure.site.Owner;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Instance;
import dev.spillway.core.Instance.State;
import dev.spillway.core.Platform;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.platforms.Await;
import dev.spillway.platforms.TestJar;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Microsoft's own client and the adapter agree about what is in the fake, whoever wrote it. */
abstract class SdkContract {
  private static final String SITE = "shop-azure";
  private static final String PLAN = "shop-azure-1";

  @TempDir Path folder;
  AppServiceWorld world;
  WebClient sdk;

  abstract Kind kind();

  abstract WebClient client(URI arm, Supplier<String> token, HttpClient http);

  @BeforeEach
  void open() throws Exception {
    world = new AppServiceWorld(kind());
    HttpClient http = Transport.make(world.cloud.authority(), Patience.DEFAULT.call());
    var arm = world.cloud.client();
    Supplier<String> token =
        () -> {
          try {
            return arm.token();
          } catch (AdapterException e) {
            throw new IllegalStateException(e);
          }
        };
    sdk = client(world.cloud.arm(), token, http);
  }

  /** What the descriptions say of the SDK's own calls is told, and held against nobody. */
  @AfterEach
  void close() throws Exception {
    List<String> problems = world.cloud.foreign();
    Path told = Files.createDirectories(Path.of("target")).resolve("sdk-" + kind() + ".txt");
    if (!problems.isEmpty()) {
      Files.write(told, problems, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    world.close();
  }

  @Test
  void theSdkMakesScalesAndRemovesAPlanWithASite() {
    sdk.makePlan("theirs", "westeurope", "S1", 1);
    sdk.makeSite("their-site", "westeurope", "theirs");
    sdk.setting("their-site", "COLOUR", "blue");
    sdk.scalePlan("theirs", 3);
    assertThat(world.service.bill.workers()).isEqualTo(3);
    assertThat(sdk.workers("their-site")).isEqualTo(3);
    assertThat(sdk.plan("theirs")).contains(new WebClient.Plan("S1", 3, Map.of()));
    assertThat(sdk.settings("their-site")).containsEntry("COLOUR", "blue");
    assertThat(world.service.resources()).containsExactly("plan theirs", "site their-site");
    sdk.removeSite("their-site");
    sdk.removePlan("theirs");
    assertThat(sdk.site("their-site")).isEmpty();
    assertThat(sdk.plan("theirs")).isEmpty();
    assertThat(world.service.resources()).isEmpty();
    assertThat(world.service.bill.workers()).isZero();
  }

  private Platform running() throws Exception {
    Path jar = TestJar.build(folder.resolve("release"), "the release");
    Release release = TestJar.release(jar);
    Platform platform = world.platform(folder.resolve("state"));
    platform.apply(new PlatformChange.Stage(release, jar));
    platform.apply(new PlatformChange.Start("azure-1", release, Map.of("SECRET", "s3cret")));
    Await.until("running", platform::instances, all -> state(all) == State.RUNNING);
    return platform;
  }

  private static State state(List<Instance> all) {
    return all.getFirst().state();
  }

  @Test
  void whatTheAdapterMadeTheSdkReads() throws Exception {
    try (Platform platform = running()) {
      WebClient.Plan plan = sdk.plan(PLAN).orElseThrow();
      assertThat(plan.workers()).isEqualTo(1);
      assertThat(plan.tags())
          .containsEntry("spillway-app", "shop")
          .containsEntry(Owner.SITE_TAG, "azure")
          .containsKey(Fence.HOLDER_TAG);
      assertThat(sdk.site(SITE).orElseThrow()).containsEntry("spillway-owner", "here");
      assertThat(sdk.settings(SITE)).containsEntry("SECRET", "s3cret");
      assertThat(sdk.workers(SITE)).isEqualTo(1);
      platform.apply(new PlatformChange.Stop("azure-1", Duration.ZERO));
      Await.until("gone", platform::instances, List::isEmpty);
      assertThat(sdk.plan(PLAN)).isEmpty();
      assertThat(sdk.site(SITE)).isEmpty();
    }
  }

  @Test
  void workersThatSomebodyElseAddedAreTakenBackAndTheirSettingsStay() throws Exception {
    try (Platform platform = running()) {
      sdk.setting(SITE, "FOREIGN", "kept");
      sdk.scalePlan(PLAN, 4);
      Await.until("one again", () -> sdk.plan(PLAN).orElseThrow().workers(), n -> n == 1);
      assertThat(world.service.bill.changes()).as("one, three more, three less").isEqualTo(7);
      Await.until("running", platform::instances, all -> state(all) == State.RUNNING);
      assertThat(sdk.settings(SITE))
          .containsEntry("FOREIGN", "kept")
          .containsEntry("SECRET", "s3cret");
    }
  }

  @Test
  void aPlanThatSomebodyElseMarkedIsLeftAloneAndThatIsSaid() throws Exception {
    try (Platform platform = running()) {
      sdk.tagPlan(PLAN, Fence.NUMBER_TAG, "1000");
      sdk.tagPlan(PLAN, Fence.HOLDER_TAG, "abcdef.012345");
      Release same = TestJar.release(folder.resolve("release/small.jar"));
      assertThatThrownBy(() -> platform.apply(new PlatformChange.Start("azure-2", same, Map.of())))
          .isInstanceOf(AdapterException.Refused.class)
          .hasMessageContaining("another controller of this name is at work");
      assertThat(sdk.plan(PLAN).orElseThrow().workers()).isEqualTo(1);
      assertThat(sdk.plan(PLAN).orElseThrow().tags())
          .containsEntry(Fence.HOLDER_TAG, "abcdef.012345");
    }
  }
}
