package dev.spillway.core;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the link's public end for one app on one site. Called by one thread at a time. */
public interface GatewayHost extends AutoCloseable {

  /**
   * A gateway as its host sees it.
   *
   * @param running it runs; whether the link is up is known from the agent
   * @param services where instances reach each service, by name
   * @param detail for people, empty when there is nothing to say
   */
  record Gateway(boolean running, Map<String, Endpoint> services, String detail) {
    public Gateway {
      services = Map.copyOf(services);
    }
  }

  /** The gateway that exists, running or failed; empty when there is none. */
  Optional<Gateway> gateway() throws AdapterException;

  /** Starts it; does nothing when it runs, and replaces one that failed. */
  void start() throws AdapterException;

  /** Ends and removes it; does nothing when there is none. */
  void stop() throws AdapterException;

  /** True when a gateway that exists is paid for by time. */
  boolean bills();

  /**
   * The price for an hour of a host that somebody keeps running for the gateway, burst or not, so
   * that no burst's end stops it; null when there is none or nobody said its price.
   */
  default @Nullable Money standing() {
    return null;
  }

  /** Frees handles of this process; the gateway keeps running. */
  @Override
  void close();
}
