package dev.spillway.cli;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.dnssec.KeyFolder;
import dev.spillway.dns.dnssec.KeyRing;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    description = {
      "DNSSEC keys of a zone: shows them, their phase and what to do next.",
      "With an option, takes the next step. Runs on the controller's machine; a running controller",
      "follows within a second."
    },
    mixinStandardHelpOptions = true)
final class DnsKeysCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "ZONE", description = "The zone's name.")
  String zone = "";

  @ArgGroup(exclusive = true)
  @Nullable Step step;

  static final class Step {
    @Option(names = "--roll", description = "Begin to exchange the key for a new one.")
    boolean roll;

    @Option(
        names = "--ds-there",
        description = "All servers of the parent zone show the DS that was asked for.")
    boolean dsThere;

    @Option(names = "--leave", description = "Begin to leave DNSSEC.")
    boolean leave;

    @Option(names = "--ds-gone", description = "No server of the parent zone shows a DS any more.")
    boolean dsGone;

    KeyRing take(KeyRing ring, Instant now) {
      if (roll) {
        return ring.roll(now);
      }
      if (dsThere) {
        return ring.dsThere(now);
      }
      return leave ? ring.leave(now) : ring.dsGone(now);
    }
  }

  @Override
  public Integer call() throws AdapterException {
    KeyFolder keys = DnsParts.keys(Configs.controller(config.file));
    String name = zone.endsWith(".") ? zone.substring(0, zone.length() - 1) : zone;
    KeyRing ring = step == null ? DnsKeys.read(keys, name) : change(keys, name, step);
    if (output.json()) {
      output.print(DnsKeys.json(name, ring));
    } else {
      output.print(DnsKeys.text(name, ring));
    }
    return 0;
  }

  private static KeyRing change(KeyFolder keys, String zone, Step step) throws AdapterException {
    Instant now = Instant.now();
    DnsKeys.read(keys, zone);
    try {
      return keys.change(zone, ring -> ring.map(r -> step.take(r, now))).orElseThrow();
    } catch (IllegalStateException e) {
      throw Failure.work(zone + ": " + e.getMessage());
    }
  }
}
