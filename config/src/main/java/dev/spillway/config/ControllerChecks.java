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

  private void listeners() {
    Map<String, String> seen = new HashMap<>();
    listener(seen, file.tree().path("api"), "/api", "listen");
    listener(seen, file.tree().path("link"), "/link", "agent");
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
