package dev.spillway.azure.steering;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls to Azure DNS, public and on a Hub.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/dns/record-sets">Record sets REST API</a>
 */
public final class DnsOperations {
  private static final Api API = Api.of("Microsoft.Network", "2018-05-01", "2016-04-01");

  /**
   * The calls for one type of record.
   *
   * @param list the property that holds its records
   * @param field the property of a record that holds the address
   */
  record OfType(
      String type, String list, String field, Operation get, Operation put, Operation delete) {}

  static final OfType A = ofType("A", "ARecords", "ipv4Address");
  static final OfType AAAA = ofType("AAAA", "AAAARecords", "ipv6Address");

  /** All of them. */
  public static final List<Operation> ALL = all();

  private DnsOperations() {}

  private static OfType ofType(String type, String list, String field) {
    return new OfType(
        type,
        list,
        field,
        operation("get", Verb.GET, type, "read"),
        operation("put", Verb.PUT, type, "write"),
        operation("delete", Verb.DELETE, type, "delete"));
  }

  private static Operation operation(String name, Verb verb, String type, String right) {
    return new Operation(
        "records." + name + "." + type,
        verb,
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network"
            + "/dnsZones/{zone}/"
            + type
            + "/{name}",
        "Microsoft.Network/dnsZones/" + type + "/" + right,
        API);
  }

  private static List<Operation> all() {
    List<Operation> all = new ArrayList<>();
    for (OfType type : List.of(A, AAAA)) {
      all.addAll(List.of(type.get(), type.put(), type.delete()));
    }
    return List.copyOf(all);
  }
}
