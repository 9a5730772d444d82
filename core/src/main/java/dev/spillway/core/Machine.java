package dev.spillway.core;

import java.util.List;

/**
 * A virtual machine that a site depends on, as its cloud sees it. It is told to people; no decision
 * reckons with it, since what does not answer is found by asking what runs on it.
 *
 * @param name as the cloud calls it
 * @param service of the app that it holds; empty when none was named
 * @param runs it is on and the cloud has no complaint of it
 * @param state in the cloud's words, such as {@code running} or {@code deallocated}
 * @param addresses private ones first; empty when it has none or they are not known
 * @param advice what to do, for people; empty when there is nothing
 */
public record Machine(
    String name,
    String service,
    boolean runs,
    String state,
    List<String> addresses,
    String advice) {
  public Machine {
    addresses = List.copyOf(addresses);
  }

  /** Such as {@code shop-sql (customers-db) is deallocated}. */
  public String sentence() {
    return name + (service.isEmpty() ? "" : " (" + service + ")") + " is " + state;
  }
}
