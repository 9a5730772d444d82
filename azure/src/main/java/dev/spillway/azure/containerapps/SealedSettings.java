package dev.spillway.azure.containerapps;

import dev.spillway.core.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The settings as an app holds them: each value a secret of the app, each variable a reference to
 * it. Pure.
 *
 * <pre>
 * variable, secret             after a write
 * of somebody else             stays
 * of ours, still wanted        has the wanted value
 * of ours, no longer wanted    variable goes; the secret stays, emptied: an older revision names it
 *                              and the service refuses a list without it
 * </pre>
 *
 * Replicas read secrets when they start only, so a variable that counts the writes makes a new
 * revision of each. It says nothing of the values, which a digest would.
 *
 * @param env of the container, whole
 * @param secrets of the app, whole and with values
 * @param same nothing changed
 */
record SealedSettings(ArrayNode env, ArrayNode secrets, boolean same) {
  /** Names of the settings that are ours. */
  static final String OURS = "SPILLWAY_SETTINGS";

  /** How often settings were written. */
  static final String WRITES = "SPILLWAY_WRITES";

  private static final String PREFIX = "set-";
  private static final String EMPTIED = "none";

  /**
   * @param thereEnv of the container
   * @param thereSecrets of the app, with values
   * @param wanted by variable
   * @param others secrets of ours that no variable shows, by name
   */
  static SealedSettings merge(
      JsonNode thereEnv,
      JsonNode thereSecrets,
      Map<String, String> wanted,
      Map<String, String> others) {
    Map<String, String> values = new TreeMap<>();
    thereSecrets.forEach(
        s -> values.put(s.path("name").asString(""), s.path("value").asString("")));
    Map<String, JsonNode> there = new LinkedHashMap<>();
    thereEnv.forEach(e -> there.put(e.path("name").asString(""), e));
    Map<String, String> next = new TreeMap<>(values);
    next.keySet().stream().filter(n -> n.startsWith(PREFIX)).forEach(n -> next.put(n, EMPTIED));
    Map<String, JsonNode> env = new LinkedHashMap<>(there);
    List.of(text(there, OURS).split(",")).forEach(env::remove);
    new TreeMap<>(wanted).forEach((name, value) -> env.put(name, variable(name, value, next)));
    next.putAll(others);
    env.put(OURS, plain(OURS, String.join(",", new TreeMap<>(wanted).keySet())));
    boolean same = next.equals(values) && env.equals(there);
    if (!same) {
      env.put(WRITES, plain(WRITES, Long.toString(writes(text(there, WRITES)) + 1)));
    }
    ArrayNode allEnv = JsonNodeFactory.instance.arrayNode();
    env.values().forEach(allEnv::add);
    ArrayNode allSecrets = JsonNodeFactory.instance.arrayNode();
    next.forEach((name, value) -> allSecrets.add(secret(thereSecrets, name, value)));
    return new SealedSettings(allEnv, allSecrets, same);
  }

  /** A secret cannot be empty; an empty value is none. */
  private static JsonNode variable(String name, String value, Map<String, String> secrets) {
    if (value.isEmpty()) {
      return plain(name, value);
    }
    secrets.put(secretName(name), value);
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    return one.put("name", name).put("secretRef", secretName(name));
  }

  private static ObjectNode plain(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put("name", name).put("value", value);
  }

  /** What others set about it, such as a vault's address, stays. */
  private static ObjectNode secret(JsonNode there, String name, String value) {
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    for (JsonNode old : there) {
      if (old.path("name").asString("").equals(name) && old instanceof ObjectNode known) {
        one = known.deepCopy();
      }
    }
    one.put("name", name);
    return value.isEmpty() ? one : one.put("value", value);
  }

  /** Of small letters, digits and hyphens, and one for each variable. */
  static String secretName(String variable) {
    String words = variable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    try {
      byte[] bytes = variable.getBytes(StandardCharsets.UTF_8);
      String unique = Digest.of(new ByteArrayInputStream(bytes)).hex().substring(0, 6);
      return PREFIX + words.replaceAll("^-|-$", "") + "-" + unique;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Map<String, JsonNode> env, String name) {
    JsonNode one = env.get(name);
    return one == null ? "" : one.path("value").asString("");
  }

  private static long writes(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  @Override
  public String toString() {
    return "SealedSettings[" + env.size() + " variables, " + secrets.size() + " secrets]";
  }
}
