package dev.spillway.link;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class wrote into the log since this was made. */
final class Said extends Handler implements TestWorld.Closing {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Logger logger;

  private Said(Class<?> by) {
    logger = Logger.getLogger(by.getName());
    logger.addHandler(this);
  }

  static Said by(Class<?> by) {
    return new Said(by);
  }

  List<String> lines() {
    return lines;
  }

  boolean has(String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  /** Waits for a line with this. */
  void until(String part) {
    try {
      TestWorld.until("a line with '" + part + "'", () -> has(part));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", only " + lines, e);
    }
  }

  @Override
  public void publish(LogRecord each) {
    lines.add(formatter.formatMessage(each));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
