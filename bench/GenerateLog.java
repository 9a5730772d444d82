import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes an access log in Combined Log Format: {@code java GenerateLog.java FILE LINES}. A day of a shop with a curve over
 * the day and two bursts; the same arguments give the same bytes.
 */
final class GenerateLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final String[] PATHS = {
    "/", "/products", "/products/17", "/basket", "/static/app.css", "/static/app.js", "/search?q=tent", "/checkout"
  };
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "curl/8.5.0"
  };

  private GenerateLog() {}

  public static void main(String[] args) throws IOException {
    long lines = Long.parseLong(args[1]);
    int day = 86_400;
    double sum = 0;
    for (int t = 0; t < day; t++) {
      sum += shape(t);
    }
    SplittableRandom random = new SplittableRandom(20251010);
    long begin = Instant.parse("2025-10-10T00:00:00Z").getEpochSecond();
    double owed = 0;
    long written = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 20)) {
      for (int t = 0; t < day && written < lines; t++) {
        owed += lines * shape(t) / sum;
        byte[] time = ("] \"GET ").getBytes(StandardCharsets.US_ASCII);
        byte[] clock = TIME.format(Instant.ofEpochSecond(begin + t)).getBytes(StandardCharsets.US_ASCII);
        long until = t == day - 1 ? lines : Math.min(lines, Math.round(owed));
        for (; written < until; written++) {
          line(out, random, clock, time);
        }
      }
    }
  }

  /** Quiet at night, busy in the evening, a burst at noon and one at eight. */
  private static double shape(int t) {
    double day = 1 - 0.7 * Math.cos(2 * Math.PI * (t - 14_400) / 86_400.0);
    return day + burst(t, 43_200, 900) + 1.5 * burst(t, 72_000, 1200);
  }

  private static double burst(int t, int at, double width) {
    double x = (t - at) / width;
    return 2 * Math.exp(-x * x);
  }

  private static void line(OutputStream out, SplittableRandom random, byte[] clock, byte[] time) throws IOException {
    int who = random.nextInt(200_000);
    StringBuilder rest = new StringBuilder(200);
    rest.append("203.").append(who % 200).append('.').append(who / 200 % 250).append('.').append(who % 250);
    rest.append(" - - [");
    out.write(rest.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(clock);
    out.write(time);
    rest.setLength(0);
    rest.append(PATHS[random.nextInt(PATHS.length)]).append(" HTTP/1.1\" ");
    rest.append(random.nextInt(50) == 0 ? 404 : 200).append(' ').append(200 + random.nextInt(40_000));
    rest.append(" \"https://shop.example.com/\" \"").append(AGENTS[who % AGENTS.length]).append("\"\n");
    out.write(rest.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
