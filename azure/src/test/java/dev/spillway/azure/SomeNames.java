package dev.spillway.azure;

import dev.spillway.core.AdapterException;
import dev.spillway.core.HostNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A part of DNS, written down. */
public final class SomeNames implements HostNames {
  /** What the fake clouds ask for. */
  public static final String PROOF = "PROOF-OF-THE-FAKE";

  private final Map<String, List<String>> texts = new HashMap<>();
  private final Map<String, Way> ways = new HashMap<>();
  private boolean silent;

  /** From now on a name has these TXT records. */
  public SomeNames text(String name, String... all) {
    texts.put(name, List.of(all));
    return this;
  }

  /** From now on a name leads there. */
  public SomeNames way(String name, List<String> aliases, String... addresses) {
    ways.put(name, new Way(aliases, List.of(addresses)));
    return this;
  }

  /** From now on nobody answers. */
  public void silent() {
    silent = true;
  }

  private void ask() throws AdapterException.Transient {
    if (silent) {
      throw new AdapterException.Transient("nobody answers");
    }
  }

  @Override
  public List<String> texts(String name) throws AdapterException.Transient {
    ask();
    return texts.getOrDefault(name, List.of());
  }

  @Override
  public Way way(String name) throws AdapterException.Transient {
    ask();
    return ways.getOrDefault(name, new Way(List.of(), List.of()));
  }
}
