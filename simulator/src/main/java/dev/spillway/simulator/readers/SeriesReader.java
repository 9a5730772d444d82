package dev.spillway.simulator.readers;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a series of rates from a file, also when it is compressed with gzip. A file whose first
 * line is {@code t_seconds,requests_per_second} is a CSV trace, any other an access log in Common
 * or Combined Log Format.
 */
public final class SeriesReader {
  /** The longest series, in seconds: half a year. */
  static final int LONGEST = 16_000_000;

  private SeriesReader() {}

  /**
   * Reads all of the file into memory, one number for each second.
   *
   * @throws SeriesException when the file cannot be read or holds no rates
   */
  public static Series read(Path file) throws SeriesException {
    try (BufferedReader in = open(file)) {
      String first = in.readLine();
      if (first == null) {
        throw new SeriesException(
            file + ": the file is empty; " + Csv.HEADER + " or an access log is needed");
      }
      return Csv.isHeader(first) ? Csv.read(file, in) : AccessLog.read(file, first, in);
    } catch (NoSuchFileException e) {
      throw new SeriesException(file + ": there is no such file", e);
    } catch (ZipException e) {
      throw new SeriesException(file + ": the gzip data is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SeriesException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Log lines hold what clients sent, in any encoding: every byte is one character. */
  private static BufferedReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return new BufferedReader(
          new InputStreamReader(
              gzip ? new GZIPInputStream(in, 1 << 16) : in, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
