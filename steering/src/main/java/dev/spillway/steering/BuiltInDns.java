package dev.spillway.steering;

import static java.util.stream.Collectors.toSet;

import dev.spillway.core.AdapterContext;
import dev.spillway.core.AdapterException;
import dev.spillway.core.AdapterSpec;
import dev.spillway.core.AdapterType;
import dev.spillway.core.SteeredHost;
import dev.spillway.core.SteeringTarget;
import dev.spillway.core.Units;
import dev.spillway.dns.SteeringTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;

/**
 * Publishes shares in the steering table that Spillway's own DNS server answers from. Exact shares;
 * a published share is in every answer when {@link #apply} returns. A site that is known by a name
 * only is answered with the addresses behind it ({@link Flattener}). Safe for any thread.
 */
public final class BuiltInDns implements SteeringTarget {
  /** The value of {@code type} in an app's file. */
  public static final String NAME = "dns";

  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
  private static final Duration LONGEST_TTL = Duration.ofHours(1);

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "ttl": {
            "type": "string",
            "default": "20s",
            "description": "Lifetime of the steered answers, constant: whole seconds from 1s to 1h. \
      Below 5s resolvers gain nothing; above 60s clients follow late."
          },
          "draw": {
            "enum": ["anew", "sticky"],
            "default": "anew",
            "description": "How long a client stays with the site that it was given. anew: drawn in \
      each ttl again, so that shares are right over time however few resolvers ask. sticky: for as \
      long as the shares are the same; a step of 1 % moves 1 % of the clients and nobody back. For \
      apps that gain from a client's return, and have a hundred resolvers or more."
          }
        }
      }
      """;

  private static final System.Logger LOG = System.getLogger(BuiltInDns.class.getName());
  private static final Duration SHORTEST_LOOK = Duration.ofSeconds(5);

  private final SteeringTable table;
  private final SteeredHost.Draw draw;
  private final Flattener flattener;

  /** Rows with names in them, by host, as they were meant. */
  private final Map<String, SteeredHost> named = new ConcurrentHashMap<>();

  /**
   * @param table stays open when this closes
   * @param draw of all that is published by it
   */
  BuiltInDns(SteeringTable table, SteeredHost.Draw draw) {
    this(table, draw, resolver(), SHORTEST_LOOK);
  }

  /**
   * @param table stays open when this closes
   * @param draw of all that is published by it
   * @param resolver is asked for names of sites
   * @param look how often a name is asked for at most
   */
  BuiltInDns(SteeringTable table, SteeredHost.Draw draw, Resolver resolver, Duration look) {
    this.table = table;
    this.draw = draw;
    this.flattener = new Flattener(new NameLookup(resolver), look, this::applyNamed);
  }

  /** Those of this machine; nothing is asked before a site has a name. */
  private static Resolver resolver() {
    return DnsNames.patient(new ExtendedResolver());
  }

  static AdapterType<SteeringTarget> type(Supplier<SteeringTable> table) {
    return new AdapterType<>(
        AdapterType.Kind.STEERING,
        NAME,
        SCHEMA,
        (spec, context) -> make(table.get(), spec, context));
  }

  private static SteeringTarget make(SteeringTable table, AdapterSpec spec, AdapterContext context)
      throws AdapterException.Invalid {
    Optional<String> ttl = spec.text("ttl");
    if (ttl.isPresent()) {
      checkTtl(ttl.get(), context.app());
    }
    boolean sticky = spec.text("draw").filter("sticky"::equals).isPresent();
    return new BuiltInDns(table, sticky ? SteeredHost.Draw.STICKY : SteeredHost.Draw.ANEW);
  }

  /** The row carries the TTL; here it is only checked, before anything is published. */
  private static void checkTtl(String text, String app) throws AdapterException.Invalid {
    Duration ttl;
    try {
      ttl = Units.duration(text);
    } catch (IllegalArgumentException e) {
      throw new AdapterException.Invalid("steering of " + app + ": ttl: " + e.getMessage(), e);
    }
    boolean whole = ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
    if (!whole || ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
      throw new AdapterException.Invalid(
          "steering of "
              + app
              + ": ttl is '"
              + text
              + "', but DNS knows whole seconds and 1s to 1h make sense; 20s suits most apps");
    }
  }

  @Override
  public Ability ability() {
    return Ability.WEIGHTED;
  }

  @Override
  public Optional<SteeredHost> current(String host) {
    return table.current(host);
  }

  @Override
  public Map<String, Long> answered(String host) {
    return table.answers().of(host);
  }

  @Override
  public synchronized void apply(SteeredHost host) throws AdapterException {
    if (names(host).isEmpty()) {
      named.remove(host.host());
    } else {
      named.put(host.host(), host);
    }
    flattener.keep(named.values().stream().flatMap(h -> names(h).stream()).collect(toSet()));
    table.apply(flat(host).drawn(draw));
  }

  private static Set<String> names(SteeredHost host) {
    return host.sites().stream()
        .flatMap(site -> site.addresses().stream())
        .filter(text -> !isAddress(text))
        .collect(toSet());
  }

  /** What a host name cannot be (RFC 1123 section 2.1). */
  private static boolean isAddress(String text) {
    return text.indexOf(':') >= 0 || text.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private SteeredHost flat(SteeredHost host) throws AdapterException.Transient {
    if (!named.containsKey(host.host())) {
      return host;
    }
    List<SteeredHost.SiteAnswer> sites = new ArrayList<>();
    for (SteeredHost.SiteAnswer site : host.sites()) {
      Set<String> addresses = new TreeSet<>();
      for (String text : site.addresses()) {
        if (isAddress(text)) {
          addresses.add(text);
        } else if (!site.share().isNone()) {
          addresses.addAll(flattener.addresses(text));
        }
      }
      sites.add(new SteeredHost.SiteAnswer(site.site(), site.share(), List.copyOf(addresses)));
    }
    return new SteeredHost(host.host(), host.ttl(), sites);
  }

  private synchronized void applyNamed() {
    for (SteeredHost host : named.values()) {
      try {
        table.apply(flat(host).drawn(draw));
      } catch (AdapterException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "steering: {0} goes on being answered as before: {1}",
            host.host(),
            e.getMessage());
      }
    }
  }

  /** The last table goes on being answered, with or without a controller. */
  @Override
  public void close() {
    flattener.close();
  }
}
