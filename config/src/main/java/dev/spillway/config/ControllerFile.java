package dev.spillway.config;

import dev.spillway.core.Endpoint;
import dev.spillway.core.Zone;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code controller.yaml} by itself, for parts that need no app. */
public final class ControllerFile {
  private ControllerFile() {}

  /**
   * Paths come out absolute; {@code agent} is what the file names, whether or not an app uses a
   * link.
   *
   * @throws ConfigException with all mistakes of the file
   */
  public static ControllerConfig load(Path file) throws ConfigException {
    Problems problems = new Problems();
    Optional<Document> document = read(file.toString(), file, problems);
    problems.refuse();
    return map(document.orElseThrow(), file, MachineName::read);
  }

  static Optional<Document> read(String name, Path file, Problems problems) {
    Optional<Document> document = Steps.parse(name, file, problems);
    document.ifPresent(d -> {
      Steps.check(d, new Schema(Schemas.controllerTree()), problems);
      new ControllerChecks(d, problems).run();
    });
    return document;
  }

  static ControllerConfig map(Document document, Path file, Supplier<String> machine) {
    JsonNode tree = document.tree();
    Path folder = folder(file);
    List<Zone> zones = tree.path("zones").valueStream().map(z -> zone(z, folder)).toList();
    JsonNode listen = tree.path("dns").path("listen");
    ControllerConfig.Spread spread = spread(tree);
    boolean answers = !zones.isEmpty() || !spread.controllers().isEmpty();
    return new ControllerConfig(
        Read.text(tree, "name").orElseGet(machine),
        zones,
        answers ? Read.texts(listen).stream().map(Endpoint::parse).toList() : List.of(),
        Endpoint.parse(Read.need(tree.path("api"), "listen")),
        folder.resolve(Read.need(tree, "state")).normalize(),
        folder.resolve(Read.need(tree, "apps")).normalize(),
        folder.resolve(Read.need(tree.path("link"), "keys")).normalize(),
        Read.text(tree.path("link"), "agent").map(Endpoint::parse).orElse(null),
        Read.duration(tree, "tick"),
        spread,
        new ControllerConfig.Answers(
            Read.text(tree.path("dns"), "server-name").orElse(""),
            tree.path("dns").path("answers-per-second").asInt(0),
            Read.text(tree.path("dns"), "metrics").map(Endpoint::parse).orElse(null),
            queryLog(tree.path("dns").path("query-log"), folder)),
        link(tree.path("link"), folder, folder.resolve(Read.need(tree, "state")).normalize()));
  }

  private static ControllerConfig.Spread spread(JsonNode tree) {
    JsonNode dns = tree.path("dns");
    return new ControllerConfig.Spread(
        Read.text(dns, "feed").map(Endpoint::parse).orElse(null),
        Read.texts(dns.path("controllers")).stream().map(Endpoint::parse).toList(),
        tree.path("transfer-keys")
            .valueStream()
            .map(k ->
                new ControllerConfig.SharedKey(
                    Form.plainHost(Read.need(k, "name")),
                    Read.need(k, "algorithm"),
                    Read.need(k, "secret")))
            .toList());
  }

  private static ControllerConfig.@Nullable QueryLog queryLog(JsonNode tree, Path folder) {
    return Read.text(tree, "file")
        .map(file ->
            new ControllerConfig.QueryLog(
                folder.resolve(file).normalize(),
                tree.path("every").asInt(0),
                bytes(Read.need(tree, "file-size"))))
        .orElse(null);
  }

  private static LinkOptions link(JsonNode tree, Path folder, Path state) {
    LinkOptions defaults = LinkOptions.defaults(state);
    String audit = Read.text(tree, "audit").orElse("");
    JsonNode proxy = tree.path("proxy");
    return new LinkOptions(
        switch (audit) {
          case "" -> defaults.audit();
          case "off" -> null;
          default -> folder.resolve(audit).normalize();
        },
        bytes(Read.need(tree, "audit-file-size")),
        Read.need(tree, "when-audit-fails").equals("continue"),
        Read.text(proxy, "at").map(Endpoint::parse).orElse(null),
        Read.text(proxy, "user").orElse(""),
        Read.text(proxy, "password").orElse(""),
        Read.text(tree, "web-authorities")
            .map(file -> folder.resolve(file).normalize())
            .orElse(null));
  }

  /** The schema has checked the form. */
  private static long bytes(String size) {
    String[] words = size.split(" ", -1);
    return Long.parseLong(words[0]) << (words[1].equals("GiB") ? 30 : 20);
  }

  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? file.toAbsolutePath().getRoot() : parent;
  }

  private static Zone zone(JsonNode tree, Path folder) {
    String name = Form.plainHost(Read.need(tree, "name"));
    List<Zone.NameServer> servers =
        tree.path("name-servers")
            .valueStream()
            .map(s ->
                new Zone.NameServer(
                    Form.plainHost(Read.need(s, "name")), Read.texts(s.path("addresses"))))
            .toList();
    String contact = Read.text(tree, "contact").map(Form::plainHost).orElse("hostmaster." + name);
    List<Zone.Secondary> secondaries =
        tree.path("secondaries")
            .valueStream()
            .map(s ->
                new Zone.Secondary(
                    Endpoint.parse(Read.need(s, "address")), Form.plainHost(Read.need(s, "key"))))
            .toList();
    Zone.Content content =
        new Zone.Content(
            Read.texts(tree.path("records")),
            Read.text(tree, "file").map(f -> folder.resolve(f).normalize()));
    boolean signed = Read.text(tree, "dnssec").map("on"::equals).orElse(false);
    return new Zone(name, servers, contact, content, signed, secondaries);
  }
}
