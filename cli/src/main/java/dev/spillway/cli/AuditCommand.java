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
        "Reads the whole log with its full files beside it (FILE.000000000001 and so on) and says",
        "whether every line is what was once written. The hash that",
        "it prints can be kept elsewhere; given back by --contains, it proves that nothing that was",
        "there then has been cut off or changed since. Without it a log that was cut off at its end",
        "passes, and an empty one does not."
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
          String known,
      @Option(
              names = "--after",
              paramLabel = "HASH",
              defaultValue = "",
              description = {
                "The first files were moved away; this is the hash of their last line, as a check of",
                "them printed it."
              })
          String before)
      throws IOException {
    AuditChain.Result result;
    try {
      result = AuditChain.check(file, known);
    } catch (NoSuchFileException e) {
      throw Failure.usage(file + ": no such file; the agent makes it, see link.audit");
    } catch (IOException e) {
      throw Failure.work(String.valueOf(e.getMessage()));
    }
    start(file, result.start(), before);
    if (!result.containsKnown()) {
      throw Failure.work(
          "%s: no line has the hash %s; the log was cut off or replaced since then"
              .formatted(file, known));
    }
    if (result.head().lines() == 0 && known.isEmpty()) {
      throw Failure.work(
          "%s: holds no line; one that was never written to looks like one that was emptied: give --contains with a hash that an earlier check printed, or with 64 zeros for a log that is new"
              .formatted(file));
    }
    if (result.unfinished() > 0) {
      System.out.println(
          "unfinished  " + result.unfinished() + " bytes of a last line, as a crash leaves them");
    }
    System.out.println(
        "whole       %d lines in %s"
            .formatted(
                result.head().lines() - result.start().lines(),
                result.files().size() == 1 ? "one file" : result.files().size() + " files"));
    System.out.println("hash        " + result.head().hash());
    return 0;
  }

  /** A log whose first files are gone is whole only for one who can say how those ended. */
  private static void start(Path file, AuditChain.Head start, String before) {
    boolean gone = start.lines() > 0;
    if (gone && before.isEmpty()) {
      throw Failure.work(
          "%s: the log begins with line %d; the files with the lines before it are not here: bring them back, or check them where they are and give their last hash by --after (it should be %s)"
              .formatted(file, start.lines() + 1, start.hash()));
    }
    if (!before.isEmpty() && !before.equals(start.hash())) {
      throw Failure.work(
          "%s: the log goes on after a line with the hash %s, not after %s"
              .formatted(file, start.hash(), before));
    }
  }
}
