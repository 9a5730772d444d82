package dev.spillway.link;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that happened to a stream, as home saw it.
 *
 * @param event {@code opened}, {@code closed}, {@code refused}, or {@code lost} for lines that
 *     there was no room for while the log could not be written
 * @param stream joins what was opened with its end; unique while the agent runs
 * @param gateway name in the gateway's certificate, and the address that was dialled
 * @param client address of the app instance, as the gateway says
 * @param release what the client's connector is certified for; empty when nobody says
 * @param target where the service is; empty when none is named so
 * @param in bytes that came over the link
 * @param out bytes that went over the link
 * @param why why it was refused or ended; empty for an end in order
 */
record AuditRecord(
    Instant at,
    String event,
    String stream,
    String app,
    String site,
    String gateway,
    String client,
    String release,
    String service,
    String target,
    long in,
    long out,
    String why) {
  /** Characters of one text in a line, beyond which it is cut and ends in three dots. */
  private static final int MOST_TEXT = 1024;

  static final String REFUSED = "refused";

  AuditRecord {
    why = why.length() > MOST_TEXT ? why.substring(0, MOST_TEXT) + "..." : why;
  }

  /** Says how many lines there was no room for; the last of them was of this time. */
  static AuditRecord lost(Instant at, long lines) {
    String why = lines + " lines were lost while the log could not be written";
    return new AuditRecord(at, "lost", "", "", "", "", "", "", "", "", 0, 0, why);
  }

  /**
   * One line of JSON without its end.
   *
   * @param before hash of the line before
   */
  String line(long number, String before) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("n", number);
    all.put("at", at.toString());
    all.put("event", event);
    all.put("stream", stream);
    all.put("app", app);
    all.put("site", site);
    all.put("gateway", gateway);
    all.put("client", client);
    all.put("release", release);
    all.put("service", service);
    all.put("target", target);
    all.put("in", in);
    all.put("out", out);
    all.put("why", why);
    all.put("before", before);
    StringBuilder text = new StringBuilder(400);
    all.forEach((key, value) -> {
      text.append(text.isEmpty() ? '{' : ',').append('"').append(key).append("\":");
      if (value instanceof Long) {
        text.append(value);
      } else {
        quote(text, value.toString());
      }
    });
    return text.append('}').toString();
  }

  /**
   * Writes ASCII only, since a gateway says some of these texts: no reader takes a part of one for
   * the end of a line, and a line stays far below what {@link AuditChain} reads.
   */
  private static void quote(StringBuilder out, String text) {
    out.append('"');
    int most = out.length() + MOST_TEXT;
    for (int i = 0; i < text.length(); i++) {
      if (out.length() >= most) {
        out.append("...");
        break;
      }
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
