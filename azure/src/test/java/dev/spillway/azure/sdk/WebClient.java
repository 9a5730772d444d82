package dev.spillway.azure.sdk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** App Service and Azure DNS as one of Microsoft's own clients sees them, in plain values. */
public interface WebClient {
  /**
   * @param workers that it has
   */
  record Plan(String sku, int workers, Map<String, String> tags) {}

  /**
   * @param etag of this state
   */
  record Records(List<String> addresses, long ttlSeconds, String etag, Map<String, String> marks) {}

  void makePlan(String name, String region, String sku, int workers);

  Optional<Plan> plan(String name);

  /** As that client does it: the plan is read, changed, and written back. */
  void scalePlan(String name, int workers);

  void tagPlan(String name, String tag, String value);

  void removePlan(String name);

  /** On a plan in the same group. */
  void makeSite(String name, String region, String plan);

  /** Tags of a site; empty when there is none. */
  Optional<Map<String, String>> site(String name);

  /** How many workers run it. */
  int workers(String site);

  Map<String, String> settings(String site);

  void setting(String site, String name, String value);

  /** Without its plan. */
  void removeSite(String name);

  /** The A records of a name. */
  Optional<Records> records(String zone, String name);

  /**
   * @param etag that they must have; null for none that are there
   * @return false when they had another
   */
  boolean setRecords(String zone, String name, List<String> addresses, @Nullable String etag);

  void removeRecords(String zone, String name);
}
