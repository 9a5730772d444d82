package dev.spillway.azure.steering;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.steering.DnsOperations.OfType;
import dev.spillway.core.AdapterException;
import java.util.Optional;

/** The record sets of one name in a zone. Every write says which version it replaces. */
final class RecordSets {
  private static final int CHANGED = 412;

  private final Client client;
  private final String group;
  private final String zone;
  private final String name;

  /**
   * @param name relative to the zone; {@code @} for the zone's own
   */
  RecordSets(Client client, String group, String zone, String name) {
    this.client = client;
    this.group = group;
    this.zone = zone;
    this.name = name;
  }

  String zone() {
    return zone;
  }

  RecordSet read(OfType type) throws AdapterException {
    ArmAnswer answer = client.arm().send(call(type.get()));
    if (answer.missing() && !answer.error().code().contains("Resource")) {
      return RecordSet.none(type);
    }
    if (answer.missing()) {
      throw new AdapterException.Invalid(
          "there is no DNS zone " + zone + " in " + group + " (" + answer.error() + ")");
    }
    return RecordSet.of(type, answer.orThrow("cannot read " + this));
  }

  /**
   * Writes a version in place of the one with its etag.
   *
   * @return what is there now; empty when the one with its etag is not there any more
   */
  Optional<RecordSet> write(RecordSet next) throws AdapterException {
    ArmCall put = call(next.type().put()).body(next.body());
    ArmAnswer answer =
        client.arm().send(next.exists() ? put.ifMatch(next.etag()) : put.ifNoneMatch());
    if (answer.status() == CHANGED) {
      return Optional.empty();
    }
    return Optional.of(RecordSet.of(next.type(), answer.orThrow("cannot write " + this)));
  }

  /**
   * Removes the version with this etag.
   *
   * @return false when it is not there any more
   */
  boolean remove(RecordSet set) throws AdapterException {
    ArmAnswer answer = client.arm().send(call(set.type().delete()).ifMatch(set.etag()));
    if (answer.status() == CHANGED) {
      return false;
    }
    answer.orThrow("cannot remove " + this);
    return true;
  }

  private ArmCall call(Operation operation) {
    return ArmCall.of(operation, "group", group, "zone", zone, "name", name);
  }

  /** The command that hands a record set over. */
  String handOver(OfType type, String owner) {
    return "az network dns record-set "
        + type.type().toLowerCase(java.util.Locale.ROOT)
        + " update -g "
        + group
        + " -z "
        + zone
        + " -n "
        + name
        + " --metadata spillway-owner="
        + owner;
  }

  @Override
  public String toString() {
    return name.equals("@") ? zone : name + "." + zone;
  }
}
