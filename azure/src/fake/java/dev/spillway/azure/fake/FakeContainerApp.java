package dev.spillway.azure.fake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An app in single revision mode: each change of its template makes a revision, which takes over
 * when all its replicas are ready; until then the one before goes on. Its own lock guards it.
 */
final class FakeContainerApp {
  final String name;
  final List<FakeRevision> revisions = new ArrayList<>();
  ObjectNode body;

  /** No replica starts for now. */
  boolean holds;

  private final FakeImages images;
  private final Path folder;
  private final FakeBill bill;
  private final Map<String, FakeImages.Image> pulled = new HashMap<>();

  FakeContainerApp(String name, ObjectNode body, FakeImages images, Path folder, FakeBill bill) {
    this.name = name;
    this.body = body;
    this.images = images;
    this.folder = folder;
    this.bill = bill;
  }

  /** What is wrong with a description; empty when nothing. */
  synchronized String wrong(JsonNode next) {
    Map<String, String> secrets = secrets(next);
    Set<String> seen = new HashSet<>();
    for (JsonNode env : next.at("/properties/template/containers/0/env")) {
      String ref = env.path("secretRef").asString("");
      if (!ref.isEmpty() && !secrets.containsKey(ref)) {
        return "SecretRef '" + ref + "' defined for container 'app' not found.";
      }
      if (!seen.add(env.path("name").asString(""))) {
        return "Environment variable named twice.";
      }
    }
    for (FakeRevision revision : revisions) {
      for (JsonNode env : revision.template.at("/containers/0/env")) {
        String ref = env.path("secretRef").asString("");
        if (!ref.isEmpty() && !secrets.containsKey(ref)) {
          return "Container app secret(s) with name(s) '" + ref + "' are invalid or missing.";
        }
      }
    }
    return secrets.containsValue("") ? "A secret has no value." : "";
  }

  static Map<String, String> secrets(JsonNode app) {
    Map<String, String> all = new TreeMap<>();
    app.at("/properties/configuration/secrets")
        .forEach(s -> all.put(s.path("name").asString(""), s.path("value").asString("")));
    return all;
  }

  synchronized void become(ObjectNode next) {
    JsonNode before = body.at("/properties/template");
    boolean other = revisions.isEmpty() || !next.at("/properties/template").equals(before);
    body = next;
    if (other) {
      boolean stopped = !revisions.isEmpty() && revisions.getLast().stopped;
      FakeRevision made =
          new FakeRevision(
              name + "--" + (revisions.size() + 1), next.at("/properties/template"));
      made.stopped = stopped;
      revisions.add(made);
    }
    settle();
  }

  /** What goes on by itself; called whenever somebody looks. */
  synchronized void settle() {
    for (FakeRevision revision : revisions) {
      if (!revision.failed()) {
        run(revision);
      }
    }
    FakeRevision latest = revisions.getLast();
    if (latest.complete() || latest.stopped) {
      revisions.stream().filter(r -> r != latest).forEach(r -> {
        r.active = false;
        run(r);
      });
    }
    bill.hold(name, revisions.stream().mapToInt(r -> r.ready().size()).sum());
  }

  private void run(FakeRevision revision) {
    try {
      FakeImages.Image image = revision.wanted() == 0 || holds ? null : image(revision.image());
      revision.scale(image, env(revision.template), folder);
    } catch (IOException e) {
      revision.fails(String.valueOf(e.getMessage()));
    }
  }

  private FakeImages.Image image(String name) throws IOException {
    FakeImages.Image known = pulled.get(name);
    if (known == null) {
      known = images.pull(name, user(name));
      pulled.put(name, known);
    }
    return known;
  }

  /** As its list of registries says. */
  private String user(String image) {
    for (JsonNode one : body.at("/properties/configuration/registries")) {
      if (image.startsWith(one.path("server").asString("") + "/")) {
        String secret = one.path("passwordSecretRef").asString("");
        return one.path("username").asString("") + ":" + secrets(body).get(secret);
      }
    }
    return "";
  }

  private Map<String, String> env(JsonNode template) {
    Map<String, String> secrets = secrets(body);
    Map<String, String> all = new TreeMap<>();
    for (JsonNode env : template.at("/containers/0/env")) {
      String ref = env.path("secretRef").asString("");
      String value = ref.isEmpty() ? env.path("value").asString("") : secrets.get(ref);
      all.put(env.path("name").asString(""), value);
    }
    return all;
  }

  /** The replicas that clients are sent to. */
  synchronized List<FakeReplica> serving() {
    settle();
    return revisions.stream().filter(r -> r.active).flatMap(r -> r.ready().stream()).toList();
  }

  synchronized void stop(boolean stopped) {
    revisions.getLast().stopped = stopped;
    settle();
  }

  /** The answer to whoever asks for it: secrets without values. */
  synchronized ObjectNode shown(String fqdn) {
    ObjectNode shown = body.deepCopy();
    ObjectNode properties = (ObjectNode) shown.path("properties");
    properties.put("provisioningState", "Succeeded");
    properties.put("latestRevisionName", revisions.getLast().name);
    properties.put("customDomainVerificationId", "PROOF-OF-THE-FAKE");
    ObjectNode configuration = (ObjectNode) properties.path("configuration");
    ArrayNode secrets = configuration.putArray("secrets");
    secrets(body).keySet().forEach(n -> secrets.addObject().put("name", n));
    ((ObjectNode) configuration.path("ingress")).put("fqdn", fqdn);
    return shown;
  }

  synchronized void close() {
    for (FakeRevision revision : revisions) {
      revision.active = false;
      revision.scale(null, Map.of(), folder);
    }
    bill.hold(name, 0);
  }
}
