package dev.spillway.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gateway's ports for instances, one for each service. Safe for any thread. */
final class Ports implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Ports.class.getName());

  /** Takes an instance's connection; must not wait. */
  interface Taker {
    void take(String service, SocketChannel socket) throws IOException;
  }

  private record Open(ServicePort port, ServiceListener listener) {}

  private final Taker taker;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private volatile Map<String, ServicePort> now = Map.of();

  Ports(Taker taker) {
    this.taker = taker;
  }

  /** The services whose ports are open. */
  Map<String, ServicePort> now() {
    return now;
  }

  /**
   * Closes the ports of services that are gone or move, then opens those that are new.
   *
   * @throws IOException names each port that cannot be opened; all others are open
   */
  synchronized void update(Map<String, ServicePort> wanted) throws IOException {
    open.entrySet().removeIf(each -> isGone(each.getKey(), each.getValue(), wanted));
    List<String> failures = new ArrayList<>();
    wanted.forEach((name, port) -> {
      try {
        Open known = open.get(name);
        open.put(name, new Open(port, known == null ? listen(name, port) : known.listener()));
      } catch (IOException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    });
    Map<String, ServicePort> fresh = new LinkedHashMap<>();
    open.forEach((name, each) -> fresh.put(name, each.port()));
    now = Collections.unmodifiableMap(fresh);
    if (!failures.isEmpty()) {
      throw new IOException(String.join("; ", failures));
    }
  }

  private static boolean isGone(String name, Open known, Map<String, ServicePort> wanted) {
    ServicePort port = wanted.get(name);
    if (port != null && port.listen().equals(known.port().listen())) {
      return false;
    }
    known.listener().close();
    LOG.log(Level.INFO, "gateway: service {0}: {1} is closed", name, known.port().listen());
    return true;
  }

  private ServiceListener listen(String name, ServicePort port) throws IOException {
    Hello.name(name);
    ServiceListener started =
        ServiceListener.start(
            "service '" + name + "'", port.listen(), socket -> taker.take(name, socket));
    LOG.log(Level.INFO, "gateway: service {0}: instances connect to {1}", name, port.listen());
    return started;
  }

  @Override
  public synchronized void close() {
    open.values().forEach(each -> each.listener().close());
    open.clear();
  }
}
