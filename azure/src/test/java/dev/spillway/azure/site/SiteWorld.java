package dev.spillway.azure.site;

import dev.spillway.azure.client.Patience;
import dev.spillway.azure.client.Pause;
import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeBill;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Health;
import dev.spillway.core.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fake cloud, and platforms on it that hurry. */
public interface SiteWorld extends AutoCloseable {
  String HOST = "shop.example.com";
  Timing HURRY =
      new Timing(
          Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ZERO);
  Patience SHORT =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1));
  Pause QUICK = time -> Pause.real().pause(time.dividedBy(100));

  FakeAzure cloud();

  /** How platforms that are made from now on wait. */
  void pause(Pause pause);

  FakeBill bill();

  /** Everything that exists, by kind and name. */
  List<String> resources();

  /** The settings that the instances see. */
  Map<String, String> settings();

  /** Somebody else sets something. */
  void foreignSetting(String name, String value);

  /** The proof of the host is missing, or there again. */
  void unproved(boolean missing);

  /** All instances are of one version of the site; the cloud is not replacing an older one. */
  default boolean settled() {
    return true;
  }

  /** The instance that was made first fails. */
  void loseOne();

  /** The cloud puts another in its place. */
  void replaceLost();

  /** Another of the same cloud. */
  Platform platform(Path state, String owner, Map<String, Object> more) throws AdapterException;

  default Platform platform(Path state) throws AdapterException {
    return platform(state, "here", Map.of());
  }

  /** The settings that all adapters of Azure have. */
  static Map<String, Object> access(FakeAzure cloud) {
    Map<String, Object> all = new HashMap<>();
    all.put("cloud", cloud.arm().toString());
    all.put("authorities", cloud.authority().toString());
    all.put("subscription", FakeAzure.SUBSCRIPTION);
    all.put(
        "sign-in",
        Map.of(
            "as", "secret",
            "tenant", FakeSignIn.TENANT,
            "client", FakeSignIn.CLIENT,
            "secret", FakeSignIn.SECRET));
    all.put("resource-group", "shop-burst");
    all.put("name", "shop-azure");
    return all;
  }

  static AdapterContext context(Path state, String owner) {
    Duration second = Duration.ofSeconds(1);
    return new AdapterContext(
        "shop",
        "azure",
        HOST,
        new Health("http", "/health", second, second, 1, 2, ""),
        Map.of(),
        state,
        state,
        owner,
        List.of(),
        state.resolve("keys"));
  }

  @Override
  void close();
}
