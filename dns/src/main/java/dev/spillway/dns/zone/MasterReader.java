package dev.spillway.dns.zone;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;

/** Reads records in the master file format (RFC 1035 section 5, with $TTL of RFC 2308). */
final class MasterReader {
  /** Of a record that names no TTL in a file without $TTL. */
  static final long TTL_SECONDS = 3600;

  /** More of them are a mistake, such as a $GENERATE without end. */
  static final int MOST_RECORDS = 200_000;

  private static final Pattern POSITION = Pattern.compile("^.*?:(\\d+): (.*)$", Pattern.DOTALL);

  private MasterReader() {}

  /**
   * @param findings gets the first mistake of form; what was read up to it is returned
   */
  static List<Entry> file(Path file, Name origin, List<Finding> findings) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), origin, findings);
    } catch (NoSuchFileException e) {
      findings.add(Finding.error(new Place(file.toString(), 0), "no such file"));
    } catch (IOException e) {
      findings.add(Finding.error(new Place(file.toString(), 0), "cannot be read: " + e));
    }
    return List.of();
  }

  /** Records of the configuration, each read by itself: {@code $} lines are not for there. */
  static List<Entry> lines(String source, List<String> lines, Name origin, List<Finding> findings) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      Place place = new Place(source, i + 1);
      if (line.startsWith("$") || line.contains("\n")) {
        findings.add(Finding.error(place, "write one record, such as: www 300 A 203.0.113.7"));
        continue;
      }
      List<Finding> found = new ArrayList<>();
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      List<Entry> read = read(new ByteArrayInputStream(bytes), source, origin, found);
      if (found.isEmpty() && read.isEmpty()) {
        found.add(Finding.error(place, "there is no record in it"));
      }
      found.forEach(f -> findings.add(new Finding(f.refused(), place, f.text())));
      read.forEach(e -> entries.add(new Entry(e.record(), place)));
    }
    return entries;
  }

  private static List<Entry> read(
      InputStream in, String source, Name origin, List<Finding> findings) {
    List<Entry> entries = new ArrayList<>();
    Lines lines = new Lines(in);
    try (Master master = new Master(lines, origin, TTL_SECONDS)) {
      master.disableIncludes(true);
      for (Record r = master.nextRecord(); r != null; r = master.nextRecord()) {
        if (entries.size() == MOST_RECORDS) {
          findings.add(
              Finding.error(lines.place(source), "more than " + MOST_RECORDS + " records"));
          break;
        }
        entries.add(new Entry(r.withName(r.getName().canonicalize()), lines.place(source)));
      }
    } catch (TextParseException e) {
      findings.add(mistake(source, lines, String.valueOf(e.getMessage())));
    } catch (IOException | RuntimeException e) {
      // The parser lets some malformed data out as other exceptions.
      findings.add(Finding.error(lines.place(source), "cannot be read: " + e.getMessage()));
    }
    return entries;
  }

  private static Finding mistake(String source, Lines lines, String said) {
    Matcher position = POSITION.matcher(said);
    return position.matches()
        ? Finding.error(
            new Place(source, Integer.parseInt(position.group(1))), position.group(2).strip())
        : Finding.error(lines.place(source), said);
  }

  /** Counts lines as the parser takes them, one character at a time. */
  private static final class Lines extends BufferedInputStream {
    private int ended;
    private boolean inLine;

    Lines(InputStream in) {
      super(in);
    }

    @Override
    public synchronized int read() throws IOException {
      int c = super.read();
      if (c == '\n') {
        ended++;
      }
      if (c >= 0) {
        inLine = c != '\n';
      }
      return c;
    }

    Place place(String source) {
      return new Place(source, ended + (inLine || ended == 0 ? 1 : 0));
    }
  }
}
