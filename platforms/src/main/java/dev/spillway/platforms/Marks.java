package dev.spillway.platforms;

import dev.spillway.core.AdapterContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The marks in the environment of everything that is started for one app on one site, by which it
 * is found again without any file: children inherit them too.
 *
 * <p>A process belongs to the state folder that it was started from. When that folder exists no
 * more nobody else can claim the process, so it belongs to whoever has the same owner, app and
 * site.
 *
 * @param kind {@code instance} or {@code gateway}
 * @param state absolute path of the state folder
 */
record Marks(String owner, String app, String site, String kind, Path state) {
  static final String INSTANCE = "SPILLWAY_INSTANCE";
  static final String OWNER = "SPILLWAY_OWNER";
  static final String KIND = "SPILLWAY_KIND";
  static final String STATE = "SPILLWAY_STATE";

  /** A live process that carries the marks. */
  record Marked(long pid, long session, long startTicks, String kind, String id) {
    /** The process that was started, not one of its children: it leads its session. */
    boolean leads() {
      return pid == session;
    }
  }

  static Marks of(AdapterContext context, String kind) {
    return new Marks(
        context.owner(),
        context.app(),
        context.site(),
        kind,
        context.state().toAbsolutePath().normalize());
  }

  Map<String, String> environment(String id) {
    return Map.of(
        INSTANCE, app + "/" + site + "/" + id, OWNER, owner, KIND, kind, STATE, state.toString());
  }

  /** All live processes of this app and site, of every kind, by a look at the whole table. */
  List<Marked> find() throws IOException {
    List<Marked> found = new ArrayList<>();
    for (long pid : Proc.pids()) {
      match(pid).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Marked> match(long pid) {
    String prefix = app + "/" + site + "/";
    List<String> environment = Proc.environment(pid);
    if (!environment.contains(OWNER + "=" + owner)) {
      return Optional.empty();
    }
    Optional<String> name = value(environment, INSTANCE).filter(n -> n.startsWith(prefix));
    if (name.isEmpty() || !ours(value(environment, STATE))) {
      return Optional.empty();
    }
    String itsKind = value(environment, KIND).orElse("");
    return Proc.stat(pid)
        .filter(Proc.Stat::alive)
        .map(s ->
            new Marked(
                pid, s.session(), s.startTicks(), itsKind, name.get().substring(prefix.length())));
  }

  private boolean ours(Optional<String> itsState) {
    return itsState.map(Path::of).map(p -> p.equals(state) || !Files.isDirectory(p)).orElse(false);
  }

  private static Optional<String> value(List<String> environment, String name) {
    return environment.stream()
        .filter(e -> e.startsWith(name + "="))
        .map(e -> e.substring(name.length() + 1))
        .findFirst();
  }
}
