package dev.spillway.platforms;

import dev.spillway.core.AdapterSpec;
import dev.spillway.core.Instance;
import dev.spillway.core.PlatformChange;
import dev.spillway.core.Release;
import dev.spillway.core.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A controller in a process of its own, made to be killed: starts instances and waits. */
final class ControllerProcess {
  private ControllerProcess() {}

  /**
   * Runs until it is killed or its input ends.
   *
   * @param args state folder, jar, port, then the ids to start
   */
  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[1]);
    Release release = TestJar.release(jar);
    LocalPlatform platform =
        new LocalPlatform(
            spec(Integer.parseInt(args[2])),
            Contexts.of(Path.of(args[0]), List.of()),
            Ticker.system());
    platform.apply(new PlatformChange.Stage(release, jar));
    List<String> ids = List.of(args).subList(3, args.length);
    for (String id : ids) {
      platform.apply(new PlatformChange.Start(id, release, Map.of()));
    }
    Await.until(
        "all running",
        platform::instances,
        all -> all.stream().allMatch(i -> i.state() == Instance.State.RUNNING));
    System.out.println("ready");
    System.in.read();
  }

  static AdapterSpec spec(int port) {
    return new AdapterSpec(
        "local",
        Map.of(
            "command", TestJar.command(),
            "addresses", List.of("127.0.2.11-127.0.2.19"),
            "port", port));
  }
}
