package dev.spillway.platforms;

import dev.spillway.core.AdapterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Users of this machine, as its own name service knows them. */
final class Users {
  private Users() {}

  /** True when this process may become any user and enter any namespace. */
  static boolean root() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of the user's own group. */
  static String group(String user) throws AdapterException {
    try {
      Process id = new ProcessBuilder("id", "-g", "--", user).redirectErrorStream(true).start();
      String out = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!id.waitFor(5, TimeUnit.SECONDS) || id.exitValue() != 0) {
        id.destroyForcibly();
        throw new AdapterException.Invalid("user: there is no user '" + user + "': " + out);
      }
      return out;
    } catch (IOException e) {
      throw new AdapterException.Transient("cannot ask for user '" + user + "': " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("interrupted", e);
    }
  }
}
