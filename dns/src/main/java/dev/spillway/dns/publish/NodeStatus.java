package dev.spillway.dns.publish;

/**
 * A DNS node as the controller sees it.
 *
 * @param name in its certificate
 * @param address where it comes from
 * @param version of the table that it has confirmed; -1 when none
 * @param digest that it has confirmed; equal digests mean equal answers
 */
public record NodeStatus(String name, String address, long version, String digest) {}
