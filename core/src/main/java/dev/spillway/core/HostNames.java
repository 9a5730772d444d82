package dev.spillway.core;

import java.util.List;

/** What DNS tells of names, as clients are told. Safe for any thread; a call blocks its thread. */
public interface HostNames {
  /**
   * Where a name leads.
   *
   * @param aliases the names on the way, in their order, lower case, without a final dot
   * @param addresses IPv4 and IPv6, sorted; empty when there is none
   */
  record Way(List<String> aliases, List<String> addresses) {
    public Way {
      aliases = List.copyOf(aliases);
      addresses = List.copyOf(addresses);
    }

    /** The name is not in DNS, or has neither an alias nor an address. */
    public boolean isNone() {
      return aliases.isEmpty() && addresses.isEmpty();
    }
  }

  /**
   * The name's TXT records, each as one text; empty when there is none.
   *
   * @throws AdapterException.Transient when nobody answers, or says that he cannot
   */
  List<String> texts(String name) throws AdapterException.Transient;

  /**
   * @throws AdapterException.Transient when nobody answers, or says that he cannot
   */
  Way way(String name) throws AdapterException.Transient;
}
