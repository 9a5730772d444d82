package dev.spillway.azure.fake;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A real container registry on loopback, Debian's {@code docker-registry}, with one user; the same
 * for all tests of this process. It speaks plain HTTP, over which the image builder sends a password
 * only when told.
 */
public final class FakeRegistry {
  public static final String USER = "pusher";
  public static final String PASSWORD = "registry-s3cret";

  /** The password as bcrypt has it. */
  private static final String HASH = "$2b$04$CAG7/Z6DDtFNTKx/dhJSHeCJ.1Rw57I3HGni4aURZc4je1R6PojUC";

  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

  private final Path folder;
  private final int port;

  private FakeRegistry(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  private static final class Holder {
    static final FakeRegistry ONE = open();
    static final String BASE = ONE.pushBase();
  }

  public static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  public static FakeRegistry get() {
    return Holder.ONE;
  }

  private static FakeRegistry open() {
    System.setProperty("sendCredentialsOverHttp", "true");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FakeRegistry made = new FakeRegistry(Folders.temporary("registry"), free.getLocalPort());
      free.close();
      made.start();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() throws IOException {
    Files.writeString(folder.resolve("users"), USER + ":" + HASH + "\n");
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: { level: warn }
        storage: { filesystem: { rootdirectory: FOLDER/store } }
        http: { addr: "127.0.0.1:PORT" }
        auth: { htpasswd: { realm: test, path: FOLDER/users } }
        """
            .replace("FOLDER", folder.toString())
            .replace("PORT", Integer.toString(port)));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "log"))
            .start();
    Folders.inside(process);
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(folder.resolve("log")));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Host and port. */
  public String server() {
    return "127.0.0.1:" + port;
  }

  /** An image by digest with nothing that runs, for a jar to be laid upon. */
  public String base() {
    return Holder.BASE;
  }

  private String pushBase() {
    try {
      Path file = Files.writeString(folder.resolve("base-release"), "a base for tests\n");
      JibContainer made =
          Jib.fromScratch()
              .addLayer(List.of(file), AbsoluteUnixPath.get("/etc"))
              .setCreationTime(Instant.EPOCH)
              .containerize(
                  Containerizer.to(
                          RegistryImage.named(server() + "/base:1").addCredential(USER, PASSWORD))
                      .setBaseImageLayersCache(folder.resolve("layers"))
                      .setApplicationLayersCache(folder.resolve("layers"))
                      .setAllowInsecureRegistries(true));
      return server() + "/base@" + made.getDigest();
    } catch (Exception e) {
      throw new IllegalStateException("the base image cannot be pushed", e);
    }
  }

  /** The file of the last layer of the image with a tag. */
  public Path layerOf(String repository, String tag) {
    try {
      Path link =
          folder
              .resolve("store/docker/registry/v2/repositories")
              .resolve(repository)
              .resolve("_manifests/tags")
              .resolve(tag)
              .resolve("current/link");
      JsonNode manifest = FakeAzure.JSON.readTree(Files.readString(blob(Files.readString(link))));
      return blob(manifest.path("layers").path(manifest.path("layers").size() - 1).path("digest").asString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path blob(String digest) {
    String hex = digest.strip().substring(digest.indexOf(':') + 1);
    return folder
        .resolve("store/docker/registry/v2/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex)
        .resolve("data");
  }

  /** Removes everything that it holds in a repository's name, as a careless clean-up would. */
  public void forget(String repository) {
    Path all = folder.resolve("store/docker/registry/v2/repositories").resolve(repository);
    try (Stream<Path> files = Files.walk(all)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
