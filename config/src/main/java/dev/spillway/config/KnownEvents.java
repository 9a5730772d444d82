package dev.spillway.config;

import dev.spillway.core.KnownEvent;
import dev.spillway.core.Rate;
import dev.spillway.core.Units;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The events of an app: each stands in its file with begin and end, or is an appointment of an
 * iCalendar file. What cannot be read is a problem at its place.
 */
final class KnownEvents {
  private final Document file;
  private final Problems problems;
  private final Instant now;
  private final List<KnownEvent> all = new ArrayList<>();

  private KnownEvents(Document file, Problems problems, Instant now) {
    this.file = file;
    this.problems = problems;
    this.now = now;
  }

  /**
   * Sorted by begin.
   *
   * @param now appointments that repeat are taken from here on
   */
  static List<KnownEvent> read(Document file, Problems problems, Instant now) {
    KnownEvents events = new KnownEvents(file, problems, now);
    JsonNode list = file.tree().path("events");
    for (int i = 0; i < list.size(); i++) {
      events.one("/events/" + i, list.get(i));
    }
    events.all.sort(Comparator.comparing(KnownEvent::from));
    return List.copyOf(events.all);
  }

  private void one(String at, JsonNode event) {
    Optional<Rate> demand = Read.formed(event, "demand", Form.RATE).map(Units::rate);
    Optional<String> calendar = Read.formed(event, "calendar", Form.TEXT);
    Optional<Instant> from = time(event, "from");
    Optional<Instant> until = time(event, "until");
    if (calendar.isPresent() == (event.has("from") || event.has("until"))) {
      String found = calendar.isPresent() ? "both a calendar and times" : "no time";
      String fix = calendar.isPresent() ? "keep one of both" : "add from and until";
      problems.atValue(file, at, found, "from and until, or calendar", fix);
    } else if (calendar.isPresent()) {
      appointments(at + "/calendar", calendar.get(), demand);
    } else if (event.has("from") != event.has("until")) {
      String lacks = event.has("from") ? "until" : "from";
      String allowed = "a time such as 2026-12-01T09:00+01:00";
      problems.atKey(file, at + "/" + lacks, "missing", allowed, "add the key '" + lacks + "'");
    } else if (from.isPresent() && until.isPresent() && !until.get().isAfter(from.get())) {
      problems.atValue(file, at + "/until", "not after from", "", "write the later time here");
    } else if (from.isPresent() && until.isPresent() && demand.isPresent()) {
      String name = Read.text(event, "name").orElse("an event");
      all.add(new KnownEvent(name, from.get(), until.get(), demand.get()));
    }
  }

  private static Optional<Instant> time(JsonNode event, String key) {
    return Read.formed(event, key, Form.TIME).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  private void appointments(String at, String name, Optional<Rate> demand) {
    Path path = Path.of(file.file()).resolveSibling(name);
    try {
      List<Appointment> found = CalendarFile.read(path, now);
      demand.ifPresent(
          rate -> found.forEach(a -> all.add(new KnownEvent(a.name(), a.from(), a.until(), rate))));
    } catch (CalendarException e) {
      problems.atValue(file, at, e.found(), "an iCalendar file (RFC 5545)", e.fix());
    }
  }
}
