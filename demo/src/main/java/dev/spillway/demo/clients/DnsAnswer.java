package dev.spillway.demo.clients;

import java.util.List;

/**
 * What a name server said.
 *
 * @param addresses IPv4 addresses, maybe none
 * @param ttlSeconds how long they may be used
 */
record DnsAnswer(List<String> addresses, long ttlSeconds) {
  DnsAnswer {
    addresses = List.copyOf(addresses);
  }
}
