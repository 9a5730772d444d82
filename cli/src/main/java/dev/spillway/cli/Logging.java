package dev.spillway.cli;

import java.time.Instant;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One JSON object per line on standard error; libraries only from WARNING up. */
final class Logging {
  /** Loggers whose level was set must be held, or they may be collected with their level. */
  private static final Logger SPILLWAY = Logger.getLogger("dev.spillway");

  private Logging() {}

  static void start() {
    LogManager.getLogManager().reset();
    ConsoleHandler console = new ConsoleHandler();
    console.setFormatter(new JsonLine());
    console.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(console);
    root.setLevel(Level.WARNING);
    SPILLWAY.setLevel(Level.parse(System.getProperty("spillway.log", "INFO")));
  }

  /** For commands that only answer: warnings and worse. */
  static void quiet() {
    SPILLWAY.setLevel(Level.WARNING);
  }

  private static final class JsonLine extends Formatter {
    @Override
    public String format(LogRecord record) {
      String error =
          record.getThrown() == null
              ? ""
              : ",\"error\":" + Texts.quote(Texts.trace(record.getThrown()));
      return "{\"at\":\""
          + Instant.ofEpochMilli(record.getMillis())
          + "\",\"level\":\""
          + record.getLevel().getName()
          + "\",\"part\":"
          + Texts.quote(part(record.getLoggerName()))
          + ",\"text\":"
          + Texts.quote(formatMessage(record))
          + error
          + "}\n";
    }

    private static String part(@org.jspecify.annotations.Nullable String logger) {
      return logger == null ? "" : logger.replaceFirst("^dev\\.spillway\\.", "");
    }
  }
}
