package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How one process is started: its own session, so that signals to the controller's group do not
 * reach it; then, where asked for, a network namespace and another user. Each of these programs
 * replaces itself by the next, so the pid of the first is the pid of the last.
 *
 * @param command the program and its arguments
 * @param environment all of it but a few harmless variables of the controller
 * @param folder its working folder
 */
record Launch(
    List<String> command, Map<String, String> environment, Path folder, Surroundings around) {
  /** What a process gets of the controller's own environment: nothing that could be a secret. */
  private static final Set<String> PASSED_ON = Set.of("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR");

  /** Starts it with its output appended to the log. */
  Process start(Path log) throws AdapterException {
    List<String> whole = new ArrayList<>(around.prefix());
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(PASSED_ON);
    for (Map.Entry<String, String> each : environment.entrySet()) {
      put(builder.environment(), each.getKey(), each.getValue());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot start " + whole.getFirst() + ": " + e, e);
    }
  }

  /** The JDK's own message would show the value, which may be a secret. */
  private static void put(Map<String, String> into, String name, String value)
      throws AdapterException {
    if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
      throw new AdapterException.Invalid(
          "settings: '"
              + name.replace('\0', '?')
              + "' cannot be in an environment: a name has no '=', and neither name nor value a"
              + " zero byte");
    }
    into.put(name, value);
  }

  /** True while the pid still shows one of the programs that stand before the real one. */
  static boolean beforeExec(List<String> commandLine) {
    return commandLine.isEmpty() || commandLine.contains(Surroundings.SENTINEL);
  }

  /**
   * Where a process runs.
   *
   * @param prefix the programs that lead there, each with its full path
   */
  record Surroundings(List<String> prefix) {
    /** Stands as the last word before the real command; env(1) takes it as a variable. */
    static final String SENTINEL = "SPILLWAY_STARTED=1";

    /**
     * @param namespace empty for the controller's own
     * @param user empty for the controller's own
     * @throws AdapterException.Invalid when the namespace or user is not there, or may not be used
     */
    static Surroundings of(String namespace, String user) throws AdapterException {
      return of(namespace, user, Users.root());
    }

    static Surroundings of(String namespace, String user, boolean root) throws AdapterException {
      List<String> prefix = new ArrayList<>(List.of(program("setsid", "util-linux")));
      if (!namespace.isEmpty()) {
        checkNamespace(namespace, root);
        prefix.addAll(List.of(program("ip", "iproute2"), "netns", "exec", namespace));
      }
      if (!user.isEmpty()) {
        needRoot("user: " + user, root);
        prefix.addAll(
            List.of(
                program("setpriv", "util-linux"),
                "--reuid=" + user,
                "--regid=" + Users.group(user),
                "--init-groups"));
      }
      prefix.addAll(List.of(program("env", "coreutils"), SENTINEL));
      return new Surroundings(List.copyOf(prefix));
    }

    private static void checkNamespace(String name, boolean root) throws AdapterException {
      needRoot("namespace: " + name, root);
      Path folder = Path.of("/run/netns");
      if (!Files.exists(folder.resolve(name))) {
        throw new AdapterException.Invalid(
            "namespace: there is no network namespace '"
                + name
                + "' on this machine; there are "
                + names(folder)
                + ". Make it with 'ip netns add "
                + name
                + "', or correct the name");
      }
    }

    private static String names(Path folder) {
      String[] names = folder.toFile().list();
      return names == null || names.length == 0 ? "none" : String.join(", ", names);
    }

    private static void needRoot(String what, boolean root) throws AdapterException {
      if (!root) {
        throw new AdapterException.Invalid(
            what + " needs root, and this process runs as another user: run as root or leave it");
      }
    }

    private static String program(String name, String debianPackage) throws AdapterException {
      for (String folder : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file.toString();
        }
      }
      throw new AdapterException.Invalid(
          "the program '" + name + "' is not on this machine: install " + debianPackage);
    }
  }

  @Override
  public String toString() {
    return "Launch[" + command + ", environment " + new TreeMap<>(environment).keySet() + "]";
  }
}
