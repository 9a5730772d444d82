package dev.spillway.link;

import dev.spillway.core.Endpoint;

/**
 * Where app instances reach one service at the gateway.
 *
 * @param listen the gateway's own address and port
 * @param check how the gateway proves that the service answers: {@code tcp}, {@code postgres} or
 *     {@code sqlserver}
 */
public record ServicePort(Endpoint listen, String check) {
  public ServicePort {
    Check.of(check);
  }

  /** Reads {@code host:port} or {@code host:port,check}; without a check it is {@code tcp}. */
  public static ServicePort parse(String text) {
    int comma = text.indexOf(',');
    return comma < 0
        ? new ServicePort(Endpoint.parse(text), "tcp")
        : new ServicePort(Endpoint.parse(text.substring(0, comma)), text.substring(comma + 1));
  }
}
