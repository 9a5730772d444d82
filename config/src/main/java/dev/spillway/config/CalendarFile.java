package dev.spillway.config;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.io.TimezoneAssignment;
import biweekly.io.text.ICalReader;
import biweekly.util.ICalDate;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Reads an iCalendar file (RFC 5545): entries with their repetitions, exceptions (EXDATE) and moved
 * occurrences (RECURRENCE-ID). Times without a zone are UTC.
 */
final class CalendarFile {
  /** So far ahead repetitions are looked at; a controller that runs longer is to be restarted. */
  static final Duration AHEAD = Duration.ofDays(400);

  /** More are a mistake in a rule, and would only take memory. */
  static final int MOST = 2000;

  private static final long LARGEST = 1 << 22;
  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  private final Instant now;
  private final List<Appointment> found = new ArrayList<>();

  /** Occurrences that another entry replaces: the entry's identity and the original time. */
  private final Set<String> moved = new HashSet<>();

  private CalendarFile(Instant now) {
    this.now = now;
  }

  /**
   * Those that have not ended at {@code now} and begin within {@link #AHEAD}.
   *
   * @throws CalendarException when the file cannot be read, is no calendar, or says something that
   *     is not understood
   */
  static List<Appointment> read(Path path, Instant now) throws CalendarException {
    CalendarFile calendar = new CalendarFile(now);
    int calendars = 0;
    try {
      if (Files.size(path) > LARGEST) {
        throw new CalendarException(
            path + " is larger than 4 MiB", "keep only what brings clients");
      }
      try (ICalReader reader = new ICalReader(Files.newInputStream(path))) {
        reader.setDefaultTimezone(UTC);
        for (ICalendar next = reader.readNext(); next != null; next = reader.readNext()) {
          understood(path, reader.getWarnings());
          calendar.all(path, next);
          calendars++;
        }
      }
    } catch (NoSuchFileException e) {
      throw new CalendarException("no such file: " + path, "paths start at the app's file");
    } catch (IOException e) {
      throw new CalendarException(
          path + " cannot be read (" + e.getMessage() + ")", "give this user the right to read it");
    }
    if (calendars == 0) {
      throw new CalendarException(path + " holds no calendar", "export it as .ics again");
    }
    return List.copyOf(calendar.found);
  }

  private static void understood(Path path, List<ParseWarning> warnings) throws CalendarException {
    for (ParseWarning w : warnings) {
      String property = w.getPropertyName() == null ? "" : " (" + w.getPropertyName() + ")";
      throw new CalendarException(
          path + " line " + w.getLineNumber() + property + ": " + w.getMessage(),
          "mend or remove this entry of the calendar");
    }
  }

  private void all(Path path, ICalendar calendar) throws CalendarException {
    for (VEvent event : calendar.getEvents()) {
      if (event.getRecurrenceId() != null) {
        moved.add(identity(event, event.getRecurrenceId().getValue()));
      }
    }
    for (VEvent event : calendar.getEvents()) {
      TimezoneAssignment zone = calendar.getTimezoneInfo().getTimezone(event.getDateStart());
      entry(path, event, zone == null ? UTC : zone.getTimeZone());
    }
  }

  private void entry(Path path, VEvent event, TimeZone zone) throws CalendarException {
    String name = event.getSummary() == null ? "an event" : event.getSummary().getValue();
    Duration length = length(event);
    if (event.getDateStart() == null || length == null) {
      throw new CalendarException(
          path + ": '" + name + "' has no begin, or ends before it begins",
          "mend or remove this entry of the calendar");
    }
    boolean replaces = event.getRecurrenceId() != null;
    Instant last = now.plus(AHEAD);
    DateIterator at = event.getDateIterator(zone);
    at.advanceTo(Date.from(now.minus(length)));
    while (at.hasNext()) {
      Date begin = at.next();
      Instant from = begin.toInstant();
      if (from.isAfter(last)) {
        return;
      }
      if ((replaces || !moved.contains(identity(event, begin))) && from.plus(length).isAfter(now)) {
        found.add(new Appointment(name, from, from.plus(length)));
      }
      if (found.size() > MOST) {
        throw new CalendarException(
            path + " holds more than " + MOST + " appointments in " + AHEAD.toDays() + " days",
            "keep only what brings clients");
      }
    }
  }

  private static String identity(VEvent event, Date original) {
    return (event.getUid() == null ? "" : event.getUid().getValue()) + " " + original.getTime();
  }

  /** Of an entry without an end: a day when it has no time of day, else nothing. */
  private static @Nullable Duration length(VEvent event) {
    if (event.getDateStart() == null) {
      return null;
    }
    ICalDate begin = event.getDateStart().getValue();
    Duration length;
    if (event.getDateEnd() != null) {
      length = Duration.between(begin.toInstant(), event.getDateEnd().getValue().toInstant());
    } else if (event.getDuration() != null) {
      length = Duration.ofMillis(event.getDuration().getValue().toMillis());
    } else {
      length = begin.hasTime() ? Duration.ZERO : Duration.ofDays(1);
    }
    return length.isPositive() ? length : null;
  }
}
