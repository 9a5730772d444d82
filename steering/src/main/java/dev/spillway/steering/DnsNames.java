package dev.spillway.steering;

import dev.spillway.core.AdapterException;
import dev.spillway.core.HostNames;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What a resolver tells of names. Safe for any thread. */
public final class DnsNames implements HostNames {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int TRIES = 2;

  private final NameLookup lookup;

  private DnsNames(Resolver resolver) {
    this.lookup = new NameLookup(resolver);
  }

  /**
   * @param host of the resolver, an address or a name; null for this machine's own
   * @param port 1 to 65535; of no account without a host
   * @throws UnknownHostException when the host has no address
   */
  public static DnsNames of(@Nullable String host, int port) throws UnknownHostException {
    if (host == null) {
      return new DnsNames(patient(new ExtendedResolver()));
    }
    SimpleResolver one = new SimpleResolver(host);
    one.setPort(port);
    one.setTimeout(TIMEOUT);
    return new DnsNames(patient(new ExtendedResolver(List.of(one))));
  }

  static ExtendedResolver patient(ExtendedResolver resolver) {
    resolver.setTimeout(TIMEOUT);
    resolver.setRetries(TRIES);
    return resolver;
  }

  @Override
  public List<String> texts(String name) throws AdapterException.Transient {
    List<String> texts = new ArrayList<>();
    for (Record record : records(name, Type.TXT)) {
      if (record instanceof TXTRecord text) {
        texts.add(String.join("", text.getStrings()));
      }
    }
    return texts;
  }

  @Override
  public Way way(String name) throws AdapterException.Transient {
    List<String> aliases = new ArrayList<>();
    for (Record record : records(name, Type.A)) {
      if (record instanceof CNAMERecord alias) {
        aliases.add(alias.getTarget().toString(true).toLowerCase(Locale.ROOT));
      }
    }
    try {
      return new Way(aliases, lookup.ask(name).addresses());
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  private List<Record> records(String name, int type) throws AdapterException.Transient {
    try {
      return lookup.records(name, type);
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  private static AdapterException.Transient failure(String name, IOException e) {
    return new AdapterException.Transient("cannot look up " + name + ": " + e.getMessage(), e);
  }
}
