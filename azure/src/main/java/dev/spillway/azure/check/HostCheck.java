package dev.spillway.azure.check;

import dev.spillway.core.AdapterException;
import dev.spillway.core.HostNames;
import dev.spillway.core.HostNames.Way;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What clients and the cloud see of an app's host name in DNS. A resolver that does not answer is
 * worth a note, since it is not the cloud that refuses.
 */
public final class HostCheck {
  private static final String TOPIC = "host";

  private final Look look;
  private final HostNames names;
  private final String host;

  public HostCheck(Look look, HostNames names, String host) {
    this.look = look;
    this.names = names;
    this.host = host;
  }

  /**
   * The record that proves to the cloud that the name is ours.
   *
   * @param wanted what it has to say; empty when the cloud does not tell yet
   * @param known whether this cloud is known to ask for it
   */
  public void proof(String wanted, boolean known) {
    look.wonders(TOPIC, () -> proof(wanted, known, names.texts("asuid." + host)));
  }

  private void proof(String wanted, boolean known, List<String> texts) {
    String record = "the TXT record asuid." + host;
    String value = wanted.isEmpty() ? "the portal's custom domain verification id" : wanted;
    String found = String.join(", ", texts);
    if (texts.stream().anyMatch(wanted::equalsIgnoreCase)) {
      look.ok(TOPIC, record + " says what the cloud asks for; keep it for good");
    } else if (!texts.isEmpty() && wanted.isEmpty()) {
      look.note(
          TOPIC,
          record
              + " says "
              + found
              + "; nothing tells yet what is right: compare it with "
              + value);
    } else if (!texts.isEmpty()) {
      look.problem(TOPIC, record + " says " + found + ", the cloud asks for " + value + ": add it");
    } else if (known) {
      look.problem(
          TOPIC, record + " is not there: publish it with " + value + " and keep it for good");
    } else {
      look.note(TOPIC, record + " is not there; it is not known whether this cloud asks for it");
    }
  }

  /**
   * The name has to be an alias.
   *
   * @param target of it
   */
  public void leadsTo(String target) {
    look.wonders(TOPIC, () -> leadsTo(target.toLowerCase(Locale.ROOT), names.way(host)));
  }

  private void leadsTo(String target, Way way) throws AdapterException {
    if (way.aliases().contains(target)) {
      look.ok(TOPIC, host + " is an alias of " + target);
    } else if (way.isNone()) {
      look.problem(TOPIC, host + " is not in DNS: publish it as a CNAME of " + target);
    } else if (way.aliases().isEmpty() && meet(way.addresses(), names.way(target).addresses())) {
      look.note(
          TOPIC,
          host
              + " is no CNAME, and has an address that "
              + target
              + " has now: right for an alias record of the zone's own name, wrong for an address");
    } else {
      look.problem(
          TOPIC, host + " leads to " + end(way) + ", not to " + target + ": make it its CNAME");
    }
  }

  /**
   * The name has to answer with what was published.
   *
   * @param published addresses, at least one
   * @param remedy what to do when it does not
   */
  public void answers(Collection<String> published, String remedy) {
    look.wonders(TOPIC, () -> answers(published, remedy, names.way(host)));
  }

  private void answers(Collection<String> published, String remedy, Way way) {
    if (meet(way.addresses(), published)) {
      look.ok(TOPIC, host + " answers with " + String.join(", ", way.addresses()));
    } else if (way.isNone()) {
      look.problem(TOPIC, host + " is not in DNS: " + remedy);
    } else {
      String wanted = String.join(", ", published);
      look.problem(TOPIC, host + " leads to " + end(way) + ", not to " + wanted + ": " + remedy);
    }
  }

  private static boolean meet(Collection<String> some, Collection<String> others) {
    return !Collections.disjoint(some, others);
  }

  private static String end(Way way) {
    return way.aliases().isEmpty() ? String.join(", ", way.addresses()) : way.aliases().getLast();
  }
}
