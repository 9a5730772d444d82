package dev.spillway.azure.containerapps;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.global.JibSystemProperties;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate.ContentDescriptorTemplate;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import com.google.cloud.tools.jib.registry.RegistryClient;
import dev.spillway.core.AdapterException;
import dev.spillway.core.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads back what an image holds: its manifest must have the digest by which it was asked for, the
 * last layer the digest that the manifest names, and the jar in it is hashed.
 */
final class ImageReader {
  private final Shelf shelf;
  private final Path folder;

  /**
   * @param folder for the layer while it is read
   */
  ImageReader(Shelf shelf, Path folder) {
    this.shelf = shelf;
    this.folder = folder;
  }

  /**
   * @param image in the repository, by digest
   * @return the jar's digest; empty when there is no such image, or no jar of ours in it
   * @throws AdapterException.Invalid when the registry's bytes are not what their name says
   */
  Optional<Digest> jar(String image) throws AdapterException {
    return read(image, (client, manifest) -> jar(image, client, manifest.getLayers()));
  }

  /**
   * @param image by digest, also in another registry
   * @return false when the registry has no such image
   */
  boolean has(String image) throws AdapterException {
    String digest = image.substring(image.indexOf('@') + 1);
    return read(image, (client, manifest) -> Optional.of(digest)).isPresent();
  }

  /** Something that is made of a manifest. */
  private interface Reading<T> {
    Optional<T> of(RegistryClient client, BuildableManifestTemplate manifest)
        throws AdapterException, IOException;
  }

  private <T> Optional<T> read(String image, Reading<T> reading) throws AdapterException {
    String digest = image.substring(image.indexOf('@') + 1);
    String server = Shelf.server(image);
    FailoverHttpClient http =
        new FailoverHttpClient(
            Shelf.loopback(server), JibSystemProperties.sendCredentialsOverHttp(), event -> {});
    try {
      RegistryClient client = client(http, server, Shelf.path(image));
      ManifestAndDigest<ManifestTemplate> found = client.pullManifest(digest);
      if (!found.getDigest().toString().equals(digest)) {
        throw new AdapterException.Invalid(
            image + ": the registry answers with another one, " + found.getDigest());
      }
      return found.getManifest() instanceof BuildableManifestTemplate manifest
          ? reading.of(client, manifest)
          : Optional.empty();
    } catch (RegistryException | IOException e) {
      if (RegistryFailures.missing(e)) {
        return Optional.empty();
      }
      throw RegistryFailures.of("cannot read " + image, e);
    } finally {
      shut(http);
    }
  }

  private RegistryClient client(FailoverHttpClient http, String server, String path)
      throws AdapterException, IOException, RegistryException {
    RegistryClient.Factory factory =
        RegistryClient.factory(EventHandlers.NONE, server, path, http).setUserAgent("spillway");
    boolean signsIn = shelf.signsIn() && server.equals(shelf.server());
    if (signsIn) {
      factory.setCredential(Credential.from(shelf.user(), shelf.secret()));
    }
    RegistryClient client = factory.newRegistryClient();
    if (!client.doPullBearerAuth() && signsIn) {
      client.configureBasicAuth();
    }
    return client;
  }

  private Optional<Digest> jar(
      String image, RegistryClient client, List<ContentDescriptorTemplate> layers)
      throws AdapterException, IOException {
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    Files.createDirectories(folder);
    Path layer = Files.createTempFile(folder, "layer", ".tar.gz");
    try {
      try (OutputStream out = Files.newOutputStream(layer)) {
        client.pullBlob(layers.getLast().getDigest(), size -> {}, got -> {}).writeTo(out);
      }
      try (InputStream in =
          new GZIPInputStream(new BufferedInputStream(Files.newInputStream(layer)))) {
        return Tar.digest(in, Images.JAR.substring(1));
      }
    } finally {
      Files.deleteIfExists(layer);
    }
  }

  private static void shut(FailoverHttpClient http) throws AdapterException.Transient {
    try {
      http.shutDown();
    } catch (IOException e) {
      throw new AdapterException.Transient("connections to the registry do not close: " + e, e);
    }
  }
}
