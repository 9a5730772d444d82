package dev.spillway.control;

import dev.spillway.config.ControllerConfig;
import dev.spillway.core.AdapterType;
import dev.spillway.core.App;
import dev.spillway.core.Invitations;
import dev.spillway.core.LinkMonitor;
import dev.spillway.core.Sample;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that a controller is made from.
 *
 * @param files by app name: the app's file, against whose folder its relative paths are read
 * @param types every adapter that an app's file may name
 * @param links asks the agent; null when no app uses a link
 * @param invitations for instances that are to get keys of the link; null when no app uses a link
 * @param figures of other parts of this process, such as the built-in DNS, for the metrics page
 * @param spillway the command line that starts this program, without arguments
 * @param version as shown to people
 */
public record ControllerSetup(
    ControllerConfig config,
    List<App> apps,
    Map<String, Path> files,
    List<AdapterType<?>> types,
    Ticker ticker,
    @Nullable LinkMonitor links,
    @Nullable Invitations invitations,
    Supplier<List<Sample>> figures,
    List<String> spillway,
    String version) {
  public ControllerSetup {
    apps = List.copyOf(apps);
    files = Map.copyOf(files);
    types = List.copyOf(types);
    spillway = List.copyOf(spillway);
  }

  Path folder(App app) {
    Path file = files.get(app.name());
    Path parent = file == null ? null : file.toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }
}
