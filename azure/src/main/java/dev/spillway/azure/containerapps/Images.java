package dev.spillway.azure.containerapps;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import dev.spillway.core.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Releases as images: the base image with the jar laid upon it. The same release on the same base
 * gives the same bytes, thus the same digest, wherever and whenever it is packed. What an image
 * holds is read back from the registry and hashed: the image's digest names the layer, the layer
 * holds the jar, and whoever runs the image by digest checks the same chain. Safe for any thread.
 */
final class Images {
  /** Where the jar lies in the image. */
  static final String JAR = "/app/app.jar";

  private static final String LABEL = "dev.spillway.release";

  private final Shelf shelf;
  private final Path cache;
  private final ImageReader reader;
  private final Map<Digest, String> pushed = new ConcurrentHashMap<>();
  private final Map<String, Digest> held = new ConcurrentHashMap<>();

  /**
   * @param cache a folder for layers
   */
  Images(Shelf shelf, Path cache) {
    this.shelf = shelf;
    this.cache = cache;
    this.reader = new ImageReader(shelf, cache);
  }

  /** The image of a release that this process has pushed, by digest. */
  Optional<String> known(Release release) {
    return Optional.ofNullable(pushed.get(release.digest()));
  }

  /**
   * Packs and pushes a release and reads it back; later only asks whether it is still there.
   *
   * @param jar whose bytes are the release's
   * @return the image by digest
   * @throws AdapterException.Invalid when the registry refuses, or shows other bytes
   * @throws AdapterException.Transient when the registry does not answer
   */
  String ensure(Release release, Path jar) throws AdapterException {
    String known = pushed.get(release.digest());
    if (known != null && reader.has(known)) {
      return known;
    }
    String image = shelf.repository() + "@" + push(release, jar);
    Optional<Digest> found = reader.jar(image);
    if (!found.equals(Optional.of(release.digest()))) {
      throw new AdapterException.Invalid(
          image
              + " was pushed for "
              + release.digest()
              + " but the registry shows "
              + found.map(Digest::toString).orElse("no such image")
              + " in it: remove the image there and deploy again");
    }
    held.put(image, release.digest());
    pushed.put(release.digest(), image);
    return image;
  }

  /**
   * The digest of the jar in an image that somebody runs; empty when it cannot be one of ours.
   *
   * @param image by digest
   */
  Optional<Digest> release(String image) throws AdapterException {
    Digest known = held.get(image);
    if (known != null) {
      return Optional.of(known);
    }
    if (!image.startsWith(shelf.repository() + "@sha256:")) {
      return Optional.empty();
    }
    Optional<Digest> found = reader.jar(image);
    found.ifPresent(digest -> held.put(image, digest));
    return found;
  }

  private String push(Release release, Path jar) throws AdapterException {
    boolean clear = Shelf.loopback(shelf.server()) && Shelf.loopback(Shelf.server(shelf.base()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Containerizer target =
          Containerizer.to(image(shelf.repository() + ":" + release.digest().hex()))
              .setBaseImageLayersCache(cache.resolve("base"))
              .setApplicationLayersCache(cache.resolve("app"))
              .setAllowInsecureRegistries(clear)
              .setToolName("spillway")
              .setExecutorService(threads);
      JibContainer made =
          Jib.from(image(shelf.base()))
              .addFileEntriesLayer(
                  FileEntriesLayer.builder()
                      .setName("release")
                      .addEntry(jar, AbsoluteUnixPath.get(JAR))
                      .build())
              .setEntrypoint("java", "-jar", JAR)
              .addLabel(LABEL, release.digest().toString())
              .setCreationTime(Instant.EPOCH)
              .containerize(target);
      return made.getDigest().toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdapterException.Transient("ended while an image was pushed", e);
    } catch (RegistryException
        | ExecutionException
        | IOException
        | CacheDirectoryCreationException e) {
      throw RegistryFailures.of("cannot push the image of " + release.digest().brief(), e);
    }
  }

  private RegistryImage image(String name) throws AdapterException {
    try {
      RegistryImage image = RegistryImage.named(name);
      boolean ours = Shelf.server(name).equals(shelf.server());
      return ours && shelf.signsIn() ? image.addCredential(shelf.user(), shelf.secret()) : image;
    } catch (InvalidImageReferenceException e) {
      throw new AdapterException.Invalid(
          name + " is no name of an image: correct repository or base-image", e);
    }
  }
}
