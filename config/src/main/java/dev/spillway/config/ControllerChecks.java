package dev.spillway.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What must hold between the keys of {@code controller.yaml}. */
final class ControllerChecks {
  private final Document file;
  private final Problems problems;

  ControllerChecks(Document file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  void run() {
    zones();
    listeners();
    secondaries();
    nodes();
    new SecretCheck(file, problems).run();
  }

  private void zones() {
    Map<String, String> seen = new HashMap<>();
    JsonNode zones = file.tree().path("zones");
    for (int i = 0; i < zones.size(); i++) {
      String pointer = "/zones/" + i;
      Optional<String> name = Read.formed(zones.get(i), "name", Form.HOST).map(Form::plainHost);
      if (name.isPresent()) {
        String first = seen.putIfAbsent(name.get(), file.path(pointer));
        if (first != null) {
          problems.atValue(
              file, pointer + "/name", "the same zone as " + first, "", "put both into one entry");
        }
        glue(pointer + "/name-servers", zones.get(i).path("name-servers"), name.get());
      }
    }
  }

  private void glue(String pointer, JsonNode servers, String zone) {
    for (int i = 0; i < servers.size(); i++) {
      Optional<String> name = Read.formed(servers.get(i), "name", Form.HOST).map(Form::plainHost);
      if (name.isPresent()
          && within(name.get(), zone)
          && servers.get(i).path("addresses").isEmpty()) {
        String found = "missing, but " + name.get() + " lies inside the zone";
        String fix = "add the key 'addresses': resolvers learn them with the delegation";
        problems.atKey(
            file, pointer + "/" + i + "/addresses", found, "a list of IP addresses", fix);
      }
    }
  }

  private void secondaries() {
    Map<String, String> keys = new HashMap<>();
    JsonNode named = file.tree().path("transfer-keys");
    for (int i = 0; i < named.size(); i++) {
      String pointer = "/transfer-keys/" + i;
      Optional<String> name = Read.formed(named.get(i), "name", Form.HOST).map(Form::plainHost);
      String first = name.map(n -> keys.putIfAbsent(n, file.path(pointer))).orElse(null);
      if (first != null) {
        problems.atValue(file, pointer + "/name", "the same key as " + first, "", "keep one");
      }
    }
    JsonNode zones = file.tree().path("zones");
    for (int z = 0; z < zones.size(); z++) {
      JsonNode secondaries = zones.get(z).path("secondaries");
      for (int i = 0; i < secondaries.size(); i++) {
        Optional<String> key =
            Read.formed(secondaries.get(i), "key", Form.HOST).map(Form::plainHost);
        if (key.isPresent() && !keys.containsKey(key.get())) {
          problems.atValue(
              file,
              "/zones/" + z + "/secondaries/" + i + "/key",
              "no transfer key " + key.get(),
              keys.isEmpty() ? "" : String.join(", ", new java.util.TreeSet<>(keys.keySet())),
              "add it to transfer-keys");
        }
      }
    }
  }

  /** A node takes all from its controllers; a controller follows none. */
  private void nodes() {
    if (!file.tree().path("dns").path("controllers").isEmpty()) {
      for (String key : new String[] {"zones", "transfer-keys"}) {
        if (!file.tree().path(key).isEmpty()) {
          problems.atValue(
              file,
              "/" + key,
              "this is a DNS node (dns.controllers), which gets its zones from there",
              "",
              "leave the key out here");
        }
      }
    }
  }

  private void listeners() {
    Map<String, String> seen = new HashMap<>();
    listener(seen, file.tree().path("api"), "/api", "listen");
    listener(seen, file.tree().path("link"), "/link", "agent");
    listener(seen, file.tree().path("dns"), "/dns", "feed");
    listener(seen, file.tree().path("dns"), "/dns", "metrics");
    JsonNode dns = file.tree().path("dns").path("listen");
    for (int i = 0; i < dns.size(); i++) {
      taken(seen, dns.get(i).asString(""), "/dns/listen/" + i);
    }
  }

  private void listener(Map<String, String> seen, JsonNode tree, String pointer, String key) {
    Read.formed(tree, key, Form.ENDPOINT).ifPresent(text -> taken(seen, text, pointer + "/" + key));
  }

  private void taken(Map<String, String> seen, String endpoint, String pointer) {
    String first = seen.putIfAbsent(endpoint, file.path(pointer));
    if (first != null) {
      String found = endpoint + " is taken by " + first;
      problems.atValue(file, pointer, found, "", "give each its own port");
    }
  }

  /** The zone's own name, or below it; both plain. */
  static boolean within(String host, String zone) {
    return host.equals(zone) || host.endsWith("." + zone);
  }
}
