package dev.spillway.control.api;

import dev.spillway.control.store.Json;
import dev.spillway.core.App;
import dev.spillway.core.Intervention;
import dev.spillway.core.Share;
import dev.spillway.core.Site;
import dev.spillway.core.Units;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a request asks for, and says what is wrong with it. */
final class Ask {
  private static final int MOST_BYTES = 64 * 1024;
  private static final Duration LONGEST = Duration.ofDays(31);

  private Ask() {}

  /** The body as a JSON object; an empty body is an empty object. */
  static JsonNode body(ServerRequest request) throws ApiException {
    String text = "{}";
    if (request.content().hasEntity()) {
      try (InputStream in = request.content().inputStream()) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw new ApiException(413, "the body is too long", "send at most 64 KiB of JSON");
        }
        text =
            new String(bytes, StandardCharsets.UTF_8).isBlank()
                ? "{}"
                : new String(bytes, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new ApiException(400, "the body ended early: " + e.getMessage(), "send it again");
      }
    }
    try {
      JsonNode node = Json.read(text, JsonNode.class);
      if (node.isObject()) {
        return node;
      }
    } catch (IllegalArgumentException e) {
      throw new ApiException(400, "the body is no JSON: " + e.getMessage(), "see /openapi.yaml");
    }
    throw new ApiException(400, "the body is no JSON object", "see /openapi.yaml");
  }

  static @Nullable String text(JsonNode body, String key) throws ApiException {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new ApiException(
          400, "'" + key + "' is " + value + ", not a text", "see /openapi.yaml");
    }
    return value.asString();
  }

  static String needed(JsonNode body, String key, String example) throws ApiException {
    String value = text(body, key);
    if (value == null || value.isBlank()) {
      throw new ApiException(
          400, "'" + key + "' is missing", "for example \"" + key + "\": \"" + example + "\"");
    }
    return value;
  }

  static Intervention spill(App app, JsonNode body, String who, Instant wall) throws ApiException {
    String to = needed(body, "to", "azure");
    Site site =
        app.site(to)
            .filter(Site::isPublic)
            .orElseThrow(() ->
                new ApiException(
                    400,
                    "'" + to + "' is no public site of " + app.name(),
                    "the public sites are "
                        + app.sites().stream().filter(Site::isPublic).map(Site::name).toList()));
    JsonNode share = body.get("share");
    if (share == null || !share.isNumber() || share.asDouble() <= 0 || share.asDouble() > 1) {
      throw new ApiException(
          400, "'share' is " + share, "a number above 0 and at most 1, such as 0.4");
    }
    return new Intervention(
        Intervention.Kind.SPILL,
        site.name(),
        Share.of(share.asDouble()),
        needed(body, "reason", "a sale starts at noon"),
        who,
        wall.plus(duration(body)));
  }

  static Intervention hold(JsonNode body, String who, Instant wall) throws ApiException {
    return new Intervention(
        Intervention.Kind.HOLD,
        "",
        null,
        needed(body, "reason", "the network is being worked on"),
        who,
        wall.plus(duration(body)));
  }

  /** ISO 8601 such as PT2H, or as people write it: 2h. */
  private static Duration duration(JsonNode body) throws ApiException {
    String text = needed(body, "for", "PT2H");
    Duration duration;
    try {
      duration = text.startsWith("P") ? Duration.parse(text) : Units.duration(text);
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new ApiException(400, "'for' is '" + text + "'", "a duration such as PT2H or 2h");
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new ApiException(400, "'for' is '" + text + "'", "above zero and at most 31 days");
    }
    return duration;
  }

  static long number(ServerRequest request, String key, long otherwise, long least, long most)
      throws ApiException {
    if (!request.query().contains(key)) {
      return otherwise;
    }
    String text = request.query().get(key);
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new ApiException(400, "'" + key + "' is '" + text + "'", "a whole number");
    }
    throw new ApiException(
        400, "'" + key + "' is '" + text + "'", "a number from " + least + " to " + most);
  }
}
