package dev.spillway.cli;

import dev.spillway.link.AuditChain;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "audit",
    description = "Checks the hash-chained log of what the link has carried.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "verify")
final class AuditCommand {
  @Command(
      name = "verify",
      description = {
        "Reads the whole log and says whether every line is what was once written. The hash that",
        "it prints can be kept elsewhere; given back by --contains, it proves that nothing that was",
        "there then has been cut off or changed since."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "FILE", description = "The log, such as state/audit/link.log.")
          Path file,
      @Option(
              names = "--contains",
              paramLabel = "HASH",
              defaultValue = "",
              description = "A hash that an earlier check printed.")
          String known)
      throws IOException {
    AuditChain.Result result;
    try {
      result = AuditChain.check(file, known);
    } catch (NoSuchFileException e) {
      throw Failure.usage(file + ": no such file; the agent makes it, see link.audit");
    } catch (IOException e) {
      throw Failure.work(String.valueOf(e.getMessage()));
    }
    if (!result.containsKnown()) {
      throw Failure.work(
          "%s: no line has the hash %s; the log was cut off or replaced since then"
              .formatted(file, known));
    }
    if (result.unfinished() > 0) {
      System.out.println(
          "unfinished  " + result.unfinished() + " bytes of a last line, as a crash leaves them");
    }
    System.out.println("whole       " + result.head().lines() + " lines");
    System.out.println("hash        " + result.head().hash());
    return 0;
  }
}
