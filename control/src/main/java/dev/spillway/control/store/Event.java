package dev.spillway.control.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What happened, or is about to be done, and why.
 *
 * @param seq rises by the order of writing over all apps
 * @param app the app's name; empty for the controller as a whole
 * @param who a person's role, or the part that acted: {@code policy}, {@code deploy}, {@code
 *     controller}
 * @param data details for programs; null when the text says all
 */
public record Event(
    long seq, Instant at, String app, Kind kind, String who, String text, @Nullable JsonNode data) {

  /** What an event is about. */
  public enum Kind {
    DECISION,
    STEP,
    DEPLOY,
    INTERVENTION,
    LINK,
    INSTANCE,
    FAILURE,
    CONTROLLER;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
