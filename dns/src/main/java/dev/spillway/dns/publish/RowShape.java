package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.SteeredTypes;
import java.util.List;

/** All of a row that the image depends on; shares mostly change without changing it. */
record RowShape(List<List<String>> addresses, long ttl, SteeredTypes types, int main) {
  static RowShape of(SteeredHost host) {
    int main = 0;
    for (int i = 1; i < host.sites().size(); i++) {
      if (host.sites().get(i).share().value() > host.sites().get(main).share().value()) {
        main = i;
      }
    }
    return new RowShape(
        host.sites().stream().map(SteeredHost.SiteAnswer::addresses).toList(),
        host.ttl().toSeconds(),
        SteeredTypes.of(host),
        main);
  }
}
