package dev.spillway.tds;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system procedures that are called by name. */
final class TdsProcedures {
  private static final Pattern ARGUMENT = Pattern.compile("@(\\w+)\\s*=\\s*N?'?([^']*?)'?");

  private final TdsDatabase database;
  private final Object session;

  TdsProcedures(TdsDatabase database, Object session) {
    this.database = database;
    this.session = session;
  }

  /**
   * @return the procedure's result
   */
  int execute(String name, String arguments) throws TdsException {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sp_getapplock" -> lock(named(arguments));
      case "sp_releaseapplock" -> unlock(named(arguments));
      case "sp_unprepare" -> 0;
      default -> throw new TdsException(2812, "Could not find stored procedure '" + name + "'.");
    };
  }

  private int lock(Map<String, String> arguments) throws TdsException {
    if (!"exclusive".equalsIgnoreCase(arguments.get("lockmode"))) {
      throw new TdsException(50_000, "this server's locks are exclusive");
    }
    try {
      long millis = Long.parseLong(arguments.getOrDefault("locktimeout", "-1"));
      return database.lock(resource(arguments), session, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TdsException(50_000, "interrupted while waiting for a lock");
    }
  }

  private int unlock(Map<String, String> arguments) throws TdsException {
    if (!database.unlock(resource(arguments), session)) {
      throw new TdsException(1223, "Cannot release the application lock: it is not held.");
    }
    return 0;
  }

  /** Locks belong to sessions here, so that must be asked for. */
  private static String resource(Map<String, String> arguments) throws TdsException {
    String resource = arguments.get("resource");
    if (resource == null || !"session".equalsIgnoreCase(arguments.get("lockowner"))) {
      throw new TdsException(50_000, "a lock needs @Resource and @LockOwner = 'Session'");
    }
    return resource;
  }

  private static Map<String, String> named(String arguments) throws TdsException {
    Map<String, String> all = new HashMap<>();
    for (String each : TSql.declarations(arguments)) {
      Matcher parts = ARGUMENT.matcher(each);
      if (!parts.matches()) {
        throw new TdsException(102, "Incorrect syntax near '" + each + "'.");
      }
      all.put(parts.group(1).toLowerCase(Locale.ROOT), parts.group(2));
    }
    return all;
  }
}
