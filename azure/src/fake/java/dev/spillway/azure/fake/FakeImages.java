package dev.spillway.azure.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Pulls images as a container runtime does: by digest, each part hashed, the layers unpacked one
 * over another by the machine's own {@code tar}.
 */
final class FakeImages {
  private static final String MANIFESTS =
      "application/vnd.docker.distribution.manifest.v2+json,"
          + "application/vnd.oci.image.manifest.v1+json";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;

  FakeImages(Path folder) {
    this.folder = folder;
  }

  /**
   * @param root of the unpacked files
   */
  record Image(Path root, List<String> entrypoint) {
    /** The command as a process of this machine. */
    List<String> command(String java) {
      List<String> all = new ArrayList<>();
      for (String word : entrypoint) {
        boolean file = word.startsWith("/") && Files.exists(root.resolve(word.substring(1)));
        all.add(file ? root.resolve(word.substring(1)).toString() : word);
      }
      if (all.getFirst().equals("java")) {
        all.set(0, java);
        all.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
      }
      return all;
    }
  }

  /**
   * @param user and password with a colon; empty for nobody
   * @throws IOException when it is not there, or not what its digest says
   */
  Image pull(String image, String user) throws IOException {
    String server = image.substring(0, image.indexOf('/'));
    String path = image.substring(image.indexOf('/') + 1, image.indexOf('@'));
    String from = "http://" + server + "/v2/" + path;
    String digest = image.substring(image.indexOf('@') + 1);
    JsonNode manifest = json(get(from + "/manifests/" + digest, digest, user));
    String config = manifest.path("config").path("digest").asString("");
    List<String> entrypoint = new ArrayList<>();
    json(get(from + "/blobs/" + config, config, user))
        .path("config")
        .path("Entrypoint")
        .forEach(word -> entrypoint.add(word.asString("")));
    Path root = Files.createTempDirectory(folder, "image");
    for (JsonNode layer : manifest.path("layers")) {
      String name = layer.path("digest").asString("");
      unpack(get(from + "/blobs/" + name, name, user), root);
    }
    return new Image(root, entrypoint);
  }

  private static JsonNode json(byte[] bytes) {
    return FakeAzure.JSON.readTree(new String(bytes, UTF_8));
  }

  private byte[] get(String address, String digest, String user) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).header("Accept", MANIFESTS);
    if (!user.isEmpty()) {
      String basic = Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
      request.header("Authorization", "Basic " + basic);
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("Failed to pull image: " + answer.statusCode() + " for " + digest);
      }
      if (!digest.equals("sha256:" + sha256(answer.body()))) {
        throw new IOException("Failed to pull image: failed precondition: " + digest);
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack(byte[] layer, Path root) throws IOException {
    Process tar = new ProcessBuilder("tar", "-xzf", "-", "-C", root.toString()).start();
    try (OutputStream in = tar.getOutputStream()) {
      in.write(layer);
    }
    String said = new String(tar.getErrorStream().readAllBytes(), UTF_8);
    try {
      if (tar.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
