package dev.spillway.e2e.azure;

import dev.spillway.azure.fake.FakeDns;
import dev.spillway.azure.fake.FakeTrafficManager;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Who answers for the app's name in one run, and how its clients find the sites there. */
sealed interface Names {
  /** The address that the next client is told. */
  String pick() throws IOException;

  /** Whether some clients are told of other addresses than this one now. */
  boolean tellsOthersThan(String address) throws IOException;

  /**
   * As the service does it: by the weights of the endpoints that are on. An endpoint is an address,
   * or the lasting name of a site whose address changes whenever it is made anew.
   *
   * @param resolver from an endpoint's target to an address; empty when it has none
   */
  record Weights(
      FakeTrafficManager profile,
      RandomGenerator random,
      Function<String, Optional<String>> resolver)
      implements Names {
    @Override
    public String pick() throws IOException {
      Map<String, Integer> weights = profile.weights();
      int left = random.nextInt(weights.values().stream().mapToInt(w -> w).sum());
      for (Map.Entry<String, Integer> one : weights.entrySet()) {
        left -= one.getValue();
        if (left < 0) {
          return resolver
              .apply(one.getKey())
              .orElseThrow(() -> new UnknownHostException(one.getKey()));
        }
      }
      throw new IOException("no endpoint takes clients: " + weights);
    }

    @Override
    public boolean tellsOthersThan(String address) {
      return profile.weights().keySet().stream().anyMatch(target -> !target.equals(address));
    }
  }

  /** The addresses of a record set, each as often. */
  record Records(FakeDns zone, String name, RandomGenerator random) implements Names {
    private List<String> addresses() {
      List<String> all = new ArrayList<>();
      zone.set("A", name)
          .path("properties")
          .path("ARecords")
          .forEach(r -> all.add(r.path("ipv4Address").asString()));
      return all;
    }

    @Override
    public String pick() throws IOException {
      List<String> all = addresses();
      if (all.isEmpty()) {
        throw new IOException("the name has no address");
      }
      return all.get(random.nextInt(all.size()));
    }

    @Override
    public boolean tellsOthersThan(String address) {
      return addresses().stream().anyMatch(a -> !a.equals(address));
    }
  }

  /** Spillway's own server, asked by another's client. */
  record Server(int port, String host) implements Names {
    private static final int QUESTIONS = 60;

    @Override
    public String pick() throws IOException {
      SimpleResolver resolver = new SimpleResolver("127.0.0.1");
      resolver.setPort(port);
      resolver.setTimeout(Duration.ofSeconds(5));
      Record question = Record.newRecord(Name.fromString(host + "."), Type.A, DClass.IN);
      List<Record> answer = resolver.send(Message.newQuery(question)).getSection(Section.ANSWER);
      if (answer.isEmpty()) {
        throw new UnknownHostException(host);
      }
      return ((ARecord) answer.getFirst()).getAddress().getHostAddress();
    }

    @Override
    public boolean tellsOthersThan(String address) throws IOException {
      for (int i = 0; i < QUESTIONS; i++) {
        if (!pick().equals(address)) {
          return true;
        }
      }
      return false;
    }
  }
}
