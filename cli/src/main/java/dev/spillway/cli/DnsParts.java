package dev.spillway.cli;

import dev.spillway.config.Configuration;
import dev.spillway.config.ControllerConfig;
import dev.spillway.control.api.MetricsServer;
import dev.spillway.control.api.Tokens;
import dev.spillway.core.AdapterException;
import dev.spillway.core.App;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Sample;
import dev.spillway.core.Zone;
import dev.spillway.dns.DnsSettings;
import dev.spillway.dns.FollowedTable;
import dev.spillway.dns.SecretsFile;
import dev.spillway.dns.ServerSecrets;
import dev.spillway.dns.SteeringTable;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.engine.QueryLog;
import dev.spillway.dns.publish.Answering;
import dev.spillway.dns.publish.FeedClient;
import dev.spillway.dns.publish.FeedServer;
import dev.spillway.dns.publish.ZoneKeeper;
import dev.spillway.dns.transfer.TransferKey;
import dev.spillway.dns.zone.LiveZones;
import dev.spillway.link.Keys;
import dev.spillway.link.PeerRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The DNS parts of this process, as the configuration wants them. */
final class DnsParts {
  private DnsParts() {}

  static KeyFolder keys(ControllerConfig controller) {
    return new KeyFolder(controller.state().resolve("zone-keys"));
  }

  private static DnsSettings settings(ControllerConfig config) {
    ControllerConfig.Answers answers = config.answers();
    ControllerConfig.QueryLog log = answers.log();
    return DnsSettings.of(config.dns(), answers.name(), answers.perSecond())
        .withQueryLog(
            log == null ? null : new QueryLog.Settings(log.file(), log.every(), log.fileBytes()));
  }

  static Path folder(ControllerConfig controller) {
    return controller.state().resolve("dns");
  }

  /**
   * At the controller: keeps zones, answers unless told otherwise, feeds nodes.
   *
   * @return figures of all of them, for the metrics
   */
  static Supplier<List<Sample>> controller(
      Configuration all, SteeringTable table, boolean answers, List<AutoCloseable> parts)
      throws AdapterException, IOException {
    ControllerConfig config = all.controller();
    List<String> hosts = all.apps().stream().map(App::host).toList();
    ZoneKeeper keeper =
        ZoneKeeper.open(
            config.zones(), hosts, table, folder(config), keys(config), InstantSource.system());
    parts.add(keeper);
    ServerSecrets secrets = new SecretsFile(folder(config)).readOrMake();
    List<Supplier<List<Sample>>> figures = new ArrayList<>(List.of(keeper::counts));
    if (answers && !config.dns().isEmpty()) {
      Answering answering =
          answering(
              config.zones(),
              keeper.live(),
              table,
              settings(config).withSecrets(secrets),
              transferKeys(config));
      keeper.listen(answering::changed);
      keeper.whenRebuilt(answering::rebuild);
      parts.add(answering);
      figures.add(answering::counts);
    }
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
      figures.add(feed::counts);
    }
    return () -> figures.stream().flatMap(f -> f.get().stream()).toList();
  }

  /** On the controller's machine, as a process of its own. */
  static void besideController(ControllerConfig config, List<AutoCloseable> parts)
      throws AdapterException, IOException {
    FollowedTable followed = FollowedTable.open(folder(config));
    parts.add(followed);
    Answering answering =
        answering(
            config.zones(),
            followed.zones(),
            followed.table(),
            settings(config),
            transferKeys(config));
    parts.add(answering);
    followed.whenShared(answering.server()::share);
    followed.whenRebuilt(() -> {
      answering.changed(followed.zones().images());
      answering.rebuild();
    });
    metrics(config, answering::counts, parts);
  }

  /** On another machine. */
  static void node(ControllerConfig config, List<AutoCloseable> parts)
      throws AdapterException, IOException {
    FeedClient client =
        FeedClient.start(
            config.spread().controllers(),
            Keys.load(config.keys(), PeerRole.NODE).context(),
            folder(config));
    parts.add(client);
    Answering answering =
        answering(List.of(), client.zones(), client.table(), settings(config), List.of());
    parts.add(answering);
    client.whenShared(answering.server()::share);
    client.whenRebuilt(answering::rebuild);
    client.tellAnswers(() -> answering.server().answers());
    answering.rebuild(); // what came between the two
    metrics(
        config,
        () -> Stream.concat(answering.counts().stream(), client.counts().stream()).toList(),
        parts);
  }

  /** An address that cannot be listened on is a mistake of the configuration or its user. */
  private static Answering answering(
      List<Zone> zones,
      LiveZones live,
      SteeringTable table,
      DnsSettings settings,
      List<TransferKey> keys) {
    try {
      return Answering.start(zones, live, table, settings, keys);
    } catch (AdapterException.Invalid e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Of a process without an API. */
  private static void metrics(
      ControllerConfig config, Supplier<List<Sample>> figures, List<AutoCloseable> parts)
      throws AdapterException.Invalid, IOException {
    Endpoint listen = config.answers().metrics();
    if (listen != null) {
      Tokens tokens = Tokens.load(config.state());
      parts.add(MetricsServer.start(listen, "dns.metrics", tokens, figures));
    }
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
