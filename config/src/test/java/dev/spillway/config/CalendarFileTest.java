package dev.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calendars of real programs hold (RFC 5545), seen on the 1st of March 2027. */
class CalendarFileTest {
  private static final Instant NOW = Instant.parse("2027-03-01T00:00:00Z");
  private static final String ZONE =
      """
      BEGIN:VTIMEZONE
      TZID:Berlin
      BEGIN:STANDARD
      DTSTART:19701025T030000
      RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:19700329T020000
      RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
      TZOFFSETFROM:+0100
      TZOFFSETTO:+0200
      END:DAYLIGHT
      END:VTIMEZONE
      """;

  @TempDir Path folder;

  private List<Appointment> read(String... entries) throws Exception {
    StringBuilder text = new StringBuilder("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + ZONE);
    for (String entry : entries) {
      text.append("BEGIN:VEVENT\nDTSTAMP:20270101T000000Z\n").append(entry).append("END:VEVENT\n");
    }
    text.append("END:VCALENDAR\n");
    Path file = folder.resolve("sales.ics");
    Files.writeString(file, text.toString().replace("\n", "\r\n"));
    return CalendarFile.read(file, NOW);
  }

  private static Appointment at(String name, String from, String until) {
    return new Appointment(name, Instant.parse(from), Instant.parse(until));
  }

  @Test
  void oneSaleInUtc() throws Exception {
    assertThat(read("UID:1\nSUMMARY:Sale\nDTSTART:20270401T080000Z\nDTEND:20270401T100000Z\n"))
        .containsExactly(at("Sale", "2027-04-01T08:00:00Z", "2027-04-01T10:00:00Z"));
  }

  @Test
  void everyMondayInATimeZoneAcrossTheChangeOfClocks() throws Exception {
    String entry =
        "UID:1\nSUMMARY:Monday\nDTSTART;TZID=Berlin:20270322T090000\nDURATION:PT30M\n"
            + "RRULE:FREQ=WEEKLY;COUNT=2\n";
    assertThat(read(entry))
        .containsExactly(
            at("Monday", "2027-03-22T08:00:00Z", "2027-03-22T08:30:00Z"),
            at("Monday", "2027-03-29T07:00:00Z", "2027-03-29T07:30:00Z"));
  }

  @Test
  void anExceptionIsLeftOutAndAMovedOneIsWhereItWasMovedTo() throws Exception {
    String all =
        "UID:1\nSUMMARY:Draw\nDTSTART:20270302T180000Z\nDTEND:20270302T190000Z\n"
            + "RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20270303T180000Z\n";
    String moved =
        "UID:1\nSUMMARY:Draw, later\nRECURRENCE-ID:20270304T180000Z\n"
            + "DTSTART:20270304T200000Z\nDTEND:20270304T210000Z\n";
    assertThat(read(all, moved))
        .containsExactlyInAnyOrder(
            at("Draw", "2027-03-02T18:00:00Z", "2027-03-02T19:00:00Z"),
            at("Draw, later", "2027-03-04T20:00:00Z", "2027-03-04T21:00:00Z"));
  }

  @Test
  void aWholeDay() throws Exception {
    assertThat(read("UID:1\nSUMMARY:Holiday\nDTSTART;VALUE=DATE:20270501\n"))
        .containsExactly(at("Holiday", "2027-05-01T00:00:00Z", "2027-05-02T00:00:00Z"));
  }

  @Test
  void aTimeWithoutAZoneIsUtcWhereverTheMachineStands() throws Exception {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      assertThat(
              read(
                  "UID:1\nSUMMARY:Sale\nDTSTART:20270401T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1\n"))
          .containsExactly(at("Sale", "2027-04-01T08:00:00Z", "2027-04-01T09:00:00Z"));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void whatIsOverIsLeftOutAndWhatRunsIsKept() throws Exception {
    assertThat(
            read(
                "UID:1\nSUMMARY:Over\nDTSTART:20270227T080000Z\nDTEND:20270227T100000Z\n",
                "UID:2\nSUMMARY:Runs\nDTSTART:20270228T230000Z\nDTEND:20270301T010000Z\n"))
        .extracting(Appointment::name)
        .containsExactly("Runs");
  }

  @Test
  void anEndlessRuleIsTakenAsFarAsIsLookedAhead() throws Exception {
    String entry =
        "UID:1\nSUMMARY:Daily\nDTSTART:20270101T080000Z\nDTEND:20270101T090000Z\nRRULE:FREQ=DAILY\n";
    assertThat(read(entry)).hasSize(400);
  }

  @Test
  void ruleOfEverySecondIsRefused() {
    String entry =
        "UID:1\nSUMMARY:Often\nDTSTART:20270101T080000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY\n";
    assertThatThrownBy(() -> read(entry))
        .isInstanceOf(CalendarException.class)
        .hasMessageContaining("more than 2000 appointments");
  }

  @Test
  void garbageIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> read("UID:1\nSUMMARY:X\nDTSTART:soon\n"))
        .isInstanceOf(CalendarException.class)
        .hasMessageContaining("line")
        .hasMessageContaining("DTSTART");
    assertThatThrownBy(
            () -> read("UID:1\nSUMMARY:X\nDTSTART:20270401T080000Z\nDTEND:20270401T070000Z\n"))
        .hasMessageContaining("ends before it begins");
    assertThatThrownBy(
            () -> CalendarFile.read(Files.writeString(folder.resolve("x.ics"), "hello\n"), NOW))
        .hasMessageContaining("holds no calendar");
    assertThatThrownBy(() -> CalendarFile.read(folder.resolve("none.ics"), NOW))
        .hasMessageContaining("no such file");
  }
}
