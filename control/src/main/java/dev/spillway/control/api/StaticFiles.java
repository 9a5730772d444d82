package dev.spillway.control.api;

import dev.spillway.core.Digest;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The dashboard's files, from the class path. Safe for any thread. */
final class StaticFiles {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)*");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "woff2", "font/woff2",
          "webmanifest", "application/manifest+json",
          "yaml", "application/yaml");

  private record Asset(byte[] bytes, String etag, String type) {}

  private final Map<String, Asset> known = new ConcurrentHashMap<>();

  void send(String folder, String name, ServerRequest request, ServerResponse response)
      throws ApiException {
    if (!PLAIN.matcher(name).matches()) {
      throw missing(name);
    }
    Asset asset = known.get(folder + name);
    if (asset == null) {
      asset = load(folder + name).orElseThrow(() -> missing(name));
      known.put(folder + name, asset);
    }
    response.header(HeaderNames.ETAG, asset.etag()).header(HeaderNames.CACHE_CONTROL, "no-cache");
    if (asset.etag().equals(request.headers().first(HeaderNames.IF_NONE_MATCH).orElse(""))) {
      response.status(304).send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, asset.type()).send(asset.bytes());
  }

  private static ApiException missing(String name) {
    return new ApiException(404, "no page '" + name + "'", "the dashboard is at /");
  }

  private static Optional<Asset> load(String path) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null || type == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      String etag = '"' + Digest.of(new ByteArrayInputStream(bytes)).brief() + '"';
      return Optional.of(new Asset(bytes, etag, type));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("this program's own file " + path, e);
    }
  }
}
