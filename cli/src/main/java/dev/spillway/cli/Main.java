package dev.spillway.cli;

import dev.spillway.config.ConfigException;
import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program. Exit codes: 0 done, 1 the work failed, 2 wrong usage or configuration. */
@Command(
    name = "spillway",
    description =
        "Keeps a web application at home and spills the overflow of its traffic into a public cloud.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Start with 'spillway demo': the whole story on this machine, with a real traffic trace."
    },
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      CheckCommand.class,
      RunCommand.class,
      DeployCommand.class,
      StatusCommand.class,
      EventsCommand.class,
      PlanCommand.class,
      SpillCommand.class,
      HoldCommand.class,
      ResumeCommand.class,
      SimulateCommand.class,
      PolicyCommand.class,
      DnsCommand.class,
      GatewayCommand.class,
      AgentCommand.class,
      ConnectorCommand.class,
      KeysCommand.class,
      AuditCommand.class,
      AzureCommand.class,
      SchemaCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logging.start();
    int code = commandLine().execute(args);
    if (code >= 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    // A converter named at a map option would convert the keys.
    line.registerConverter(dev.spillway.link.ServicePort.class, new Converters.Port());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler((e, at, parsed) -> report(e, at.getErr()));
    return line;
  }

  private static int report(Exception e, PrintWriter err) {
    int code =
        switch (e) {
          case Failure failure -> failure.exitCode();
          case ConfigException config -> 2;
          default -> 1;
        };
    boolean expected = e instanceof Failure || e instanceof ConfigException;
    err.println("spillway: " + (expected ? e.getMessage() : unexpected(e)));
    err.flush();
    return code;
  }

  private static String unexpected(Exception e) {
    return switch (e) {
      case AdapterException adapter -> String.valueOf(adapter.getMessage());
      case IOException io ->
          io.getClass().getSimpleName() + (io.getMessage() == null ? "" : ": " + io.getMessage());
      default -> "internal error, please report it: " + Texts.trace(e);
    };
  }
}
