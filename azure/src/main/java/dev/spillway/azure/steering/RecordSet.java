package dev.spillway.azure.steering;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.steering.DnsOperations.OfType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The addresses of one type at one name, and who put them there. Azure keeps up to ten entries of
 * metadata with a record set, which DNS does not show.
 *
 * @param etag of this version; empty when there is no record set
 * @param addresses none when there is no record set
 * @param metadata all that is there, ours and others'
 */
record RecordSet(
    OfType type,
    String etag,
    long ttlSeconds,
    List<String> addresses,
    Map<String, String> metadata) {
  private static final String OWNER = "spillway-owner";
  private static final String SITE = "spillway-site";
  private static final String NUMBER = "spillway-number";

  RecordSet {
    addresses = List.copyOf(addresses);
    metadata = Map.copyOf(metadata);
  }

  static RecordSet none(OfType type) {
    return new RecordSet(type, "", 0, List.of(), Map.of());
  }

  static RecordSet of(OfType type, ArmAnswer answer) {
    JsonNode properties = answer.body().path("properties");
    List<String> addresses = new ArrayList<>();
    properties
        .path(type.list())
        .forEach(r -> addresses.add(normal(r.path(type.field()).asString(""))));
    Map<String, String> metadata = new TreeMap<>();
    properties
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asString("")));
    addresses.sort(null);
    return new RecordSet(
        type, answer.etag(), properties.path("TTL").asLong(0), addresses, metadata);
  }

  boolean exists() {
    return !etag.isEmpty();
  }

  /** Who may write it; empty when nobody said. */
  String owner() {
    return metadata.getOrDefault(OWNER, "");
  }

  /** Whose addresses they are; empty when nobody said. */
  String site() {
    return metadata.getOrDefault(SITE, "");
  }

  /** Of the write that made it; 0 when it does not say. */
  long number() {
    String text = metadata.getOrDefault(NUMBER, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /** The same records in the same words; who wrote them when does not matter. */
  boolean says(RecordSet other) {
    return ttlSeconds == other.ttlSeconds && addresses.equals(other.addresses);
  }

  /** The outcome of that write, seen without its answer. */
  boolean isTheWrite(RecordSet asked) {
    return says(asked) && site().equals(asked.site()) && number() == asked.number();
  }

  /** A new version, as it will be asked for; whoever else keeps metadata here keeps it. */
  RecordSet next(String owner, String site, long number, long ttl, List<String> wanted) {
    Map<String, String> more = new TreeMap<>(metadata);
    more.put(OWNER, owner);
    more.put(SITE, site);
    more.put(NUMBER, Long.toString(number));
    return new RecordSet(type, etag, ttl, wanted, more);
  }

  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = body.putObject("properties");
    properties.put("TTL", ttlSeconds);
    ObjectNode data = properties.putObject("metadata");
    new TreeMap<>(metadata).forEach(data::put);
    ArrayNode records = properties.putArray(type.list());
    addresses.forEach(a -> records.addObject().put(type.field(), a));
    return body;
  }

  /** One spelling for each address; what is no address stays as it is. */
  static String normal(String text) {
    try {
      return InetAddress.ofLiteral(text).getHostAddress();
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** For people. */
  @Override
  public String toString() {
    return exists() ? addresses + " (TTL " + ttlSeconds + " s)" : "absent";
  }
}
