package dev.spillway.demo.clients;

import java.io.IOException;

/** Asks the name server one question from one source address. */
@FunctionalInterface
interface DnsQuestion {
  DnsAnswer ask(String sourceAddress) throws IOException;
}
