package dev.spillway.dns.zone;

/**
 * Where a record stands.
 *
 * @param source a file, or words for a part of the configuration
 * @param line from 1; of a record over several lines the last one; 0 means the source as a whole
 */
public record Place(String source, int line) {
  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
