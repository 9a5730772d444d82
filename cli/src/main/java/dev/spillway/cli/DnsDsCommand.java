package dev.spillway.cli;

import dev.spillway.core.AdapterException;
import dev.spillway.dns.dnssec.KeyRing;
import dev.spillway.dns.dnssec.SigningKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "ds",
    description = {
      "Prints the DS record that the parent zone is to hold now.",
      "It is in the form that registrars take. Exit code 1 when the parent must hold none (yet);"
          + " the",
      "reason is said."
    },
    mixinStandardHelpOptions = true)
final class DnsDsCommand implements Callable<Integer> {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "ZONE", description = "The zone's name.")
  String zone = "";

  @Override
  public Integer call() throws AdapterException {
    KeyRing ring = DnsKeys.read(DnsParts.keys(Configs.controller(config.file)), zone);
    Optional<SigningKey> anchor = ring.anchor();
    if (anchor.isEmpty()) {
      throw Failure.work(zone + ": the parent must hold no DS now. " + DnsKeys.next(ring));
    }
    if (output.json()) {
      output.print(DnsKeys.json(zone, anchor.get()));
    } else {
      output.print(zone + ". IN DS " + anchor.get().dsText(DnsKeys.apex(zone)));
    }
    return 0;
  }
}
