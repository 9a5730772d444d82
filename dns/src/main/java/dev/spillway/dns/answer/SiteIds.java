package dev.spillway.dns.answer;

/** Gives each site of each host the number under which its answers are counted. */
@FunctionalInterface
public interface SiteIds {
  /** The same number each time; numbers are small and follow one another. */
  int id(String host, String site);
}
