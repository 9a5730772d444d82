package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.FollowedTable;
import dev.spillway.dns.SecretsFile;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.publish.Answering;
import dev.spillway.dns.publish.FeedClient;
import dev.spillway.dns.publish.FeedServer;
import dev.spillway.dns.publish.ZoneKeeper;
import dev.spillway.dns.transfer.TransferKey;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The DNS parts of this process, as the configuration wants them. */
final class DnsParts {
  private DnsParts() {}

  /** Counters and gauges of what was started, for the metrics. */
  record Metrics(Supplier<Map<String, Long>> counters, Supplier<Map<String, Double>> gauges) {}

  static KeyFolder keys(ControllerConfig controller) {
    return new KeyFolder(controller.state().resolve("zone-keys"));
  }

  private static DnsSettings settings(ControllerConfig config) {
    ControllerConfig.Answers answers = config.answers();
    return DnsSettings.of(config.dns(), answers.name(), answers.perSecond());
  }

  static Path folder(ControllerConfig controller) {
    return controller.state().resolve("dns");
  }

  /** At the controller: keeps zones, answers unless told otherwise, feeds nodes. */
  static Metrics controller(
      Configuration all, SteeringTable table, boolean answers, List<AutoCloseable> parts)
      throws AdapterException, IOException {
    ControllerConfig config = all.controller();
    List<String> hosts = all.apps().stream().map(App::host).toList();
    ZoneKeeper keeper =
        ZoneKeeper.open(
            config.zones(), hosts, table, folder(config), keys(config), InstantSource.system());
    parts.add(keeper);
    ServerSecrets secrets = new SecretsFile(folder(config)).readOrMake();
    List<Supplier<Map<String, Long>>> counters = new ArrayList<>(List.of(keeper::counters));
    if (answers && !config.dns().isEmpty()) {
      Answering answering =
          Answering.start(
              config.zones(),
              keeper.live(),
              table,
              settings(config).withSecrets(secrets),
              transferKeys(config));
      keeper.listen(answering::changed);
      keeper.whenRebuilt(answering::rebuild);
      parts.add(answering);
      counters.add(answering::counters);
    }
    Supplier<Map<String, Double>> gauges = Map::of;
    Endpoint listen = config.spread().feed();
    if (listen != null) {
      FeedServer feed =
          FeedServer.start(
              listen,
              Keys.load(config.keys(), PeerRole.CONTROLLER).context(),
              table,
              keeper,
              secrets);
      parts.add(feed);
      gauges = () -> doubles(feed.counters());
    }
    return new Metrics(
        () -> {
          Map<String, Long> sum = new TreeMap<>();
          counters.forEach(c -> sum.putAll(c.get()));
          return sum;
        },
        gauges);
  }

  private static Map<String, Double> doubles(Map<String, Long> longs) {
    Map<String, Double> doubles = new TreeMap<>();
    longs.forEach((name, value) -> doubles.put(name, (double) value));
    return doubles;
  }

  /** On the controller's machine, as a process of its own. */
  static List<AutoCloseable> besideController(ControllerConfig config) throws AdapterException {
    FollowedTable followed = FollowedTable.open(folder(config));
    Answering answering =
        Answering.start(
            config.zones(),
            followed.zones(),
            followed.table(),
            settings(config),
            transferKeys(config));
    followed.whenShared(answering.server()::share);
    followed.whenRebuilt(() -> {
      answering.changed(followed.zones().images());
      answering.rebuild();
    });
    return List.of(followed, answering);
  }

  /** On another machine. */
  static List<AutoCloseable> node(ControllerConfig config) throws AdapterException, IOException {
    FeedClient client =
        FeedClient.start(
            config.spread().controllers(),
            Keys.load(config.keys(), PeerRole.NODE).context(),
            folder(config));
    Answering answering =
        Answering.start(List.of(), client.zones(), client.table(), settings(config), List.of());
    client.whenShared(answering.server()::share);
    client.whenRebuilt(answering::rebuild);
    answering.rebuild(); // what came between the two
    return List.of(client, answering);
  }

  static List<TransferKey> transferKeys(ControllerConfig config) throws AdapterException.Invalid {
    List<TransferKey> keys = new ArrayList<>();
    for (ControllerConfig.SharedKey key : config.spread().keys()) {
      try {
        String secret = dev.spillway.config.Secrets.resolve(key.secret());
        keys.add(new TransferKey(key.name(), key.algorithm(), secret));
      } catch (IllegalArgumentException e) {
        throw new AdapterException.Invalid("transfer-keys: " + e.getMessage(), e);
      }
    }
    return keys;
  }
}
