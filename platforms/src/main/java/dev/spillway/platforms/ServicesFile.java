package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import dev.spillway.core.Endpoint;
import dev.spillway.core.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file by which a gateway learns its services while it runs. A service keeps its port for as
 * long as the file has it, whatever is added or removed beside it, since instances were told that
 * port; the port of one that was removed is remembered, so that nobody finds another service there.
 */
final class ServicesFile {
  private static final String GONE = "# was ";

  private final Path file;
  private final String text;
  private final Map<String, Endpoint> ports;

  /**
   * Reads what an earlier controller wrote, and writes nothing yet.
   *
   * @param first port of the first service; each further one has the next that was never used
   * @throws AdapterException.Invalid when there are not enough ports
   */
  ServicesFile(Path file, Map<String, Service> services, String host, int first)
      throws AdapterException {
    this.file = file;
    Map<String, Integer> known = known(host, first);
    int next = known.values().stream().mapToInt(port -> port + 1).max().orElse(first);
    long more = services.keySet().stream().filter(name -> !known.containsKey(name)).count();
    if (first < 1 || next + more > 65_536) {
      throw new AdapterException.Invalid(
          "gateway.service-port: ports %d to %d are not all from 1 to 65535"
              .formatted(first, next + more - 1));
    }
    Map<String, Endpoint> all = new LinkedHashMap<>();
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, Service> each : new TreeMap<>(services).entrySet()) {
      Integer port = known.remove(each.getKey());
      Endpoint at = new Endpoint(host, port == null ? next : port);
      next += port == null ? 1 : 0;
      all.put(each.getKey(), at);
      lines.append(each.getKey() + "=" + at + "," + each.getValue().check() + "\n");
    }
    known.forEach(
        (name, port) -> lines.append(GONE + name + "=" + new Endpoint(host, port) + "\n"));
    ports = Collections.unmodifiableMap(all);
    text = lines.toString();
  }

  private Map<String, Integer> known(String host, int first) throws AdapterException {
    Map<String, Integer> known = new TreeMap<>();
    for (String line : read().split("\n", -1)) {
      String plain = line.startsWith(GONE) ? line.substring(GONE.length()) : line;
      int equals = plain.indexOf('=');
      if (equals > 0) {
        Endpoint at = Endpoint.parse(plain.substring(equals + 1).split(",", 2)[0]);
        if (at.host().equals(host) && at.port() >= first) {
          known.put(plain.substring(0, equals), at.port());
        }
      }
    }
    return known;
  }

  private String read() throws AdapterException {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot read " + file + ": " + e, e);
    }
  }

  /** Where instances reach each service. */
  Map<String, Endpoint> ports() {
    return ports;
  }

  boolean isWritten() throws AdapterException {
    return read().equals(text);
  }

  /** A gateway that runs opens and closes ports accordingly, within a second. */
  void write() throws AdapterException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot write " + file + ": " + e, e);
    }
  }
}
