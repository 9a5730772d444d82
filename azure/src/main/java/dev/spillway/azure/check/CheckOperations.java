package dev.spillway.azure.check;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/**
 * Calls that only a check makes. None changes anything; one of them is a POST all the same.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/authorization/permissions">Permissions</a>
 * @see <a href="https://learn.microsoft.com/rest/api/appservice/check-name-availability">Names</a>
 * @see <a href="https://learn.microsoft.com/rest/api/appservice/get-usages-in-location">Usages</a>
 */
public final class CheckOperations {
  private static final Api WEB = Api.of("Microsoft.Web", "2023-12-01", "2018-02-01");
  private static final String PROVIDERS = "/subscriptions/{subscription}/providers/Microsoft.Web/";

  /** What the caller may do in a resource group, rights inherited from above it too. */
  static final Operation PERMISSIONS =
      new Operation(
          "permissions.list",
          Verb.GET,
          "/subscriptions/{subscription}/resourcegroups/{group}/providers/Microsoft.Authorization"
              + "/permissions",
          "Microsoft.Authorization/permissions/read",
          Api.of("Microsoft.Authorization", "2015-07-01"));

  /** Whether a name is free in the whole cloud. */
  public static final Operation NAME =
      new Operation(
          "name.check",
          Verb.POST,
          PROVIDERS + "checknameavailability",
          "Microsoft.Web/checknameavailability/read",
          WEB);

  /** Regions that have a tier. */
  public static final Operation REGIONS =
      new Operation(
          "regions.list", Verb.GET, PROVIDERS + "geoRegions", "Microsoft.Web/geoRegions/read", WEB);

  /** How many cores of a region the subscription uses for plans, and may use. */
  public static final Operation USAGES =
      new Operation(
          "usages.list",
          Verb.GET,
          PROVIDERS + "locations/{location}/usages",
          "Microsoft.Web/locations/usages/read",
          WEB);

  /** All of them. */
  public static final List<Operation> ALL = List.of(PERMISSIONS, NAME, REGIONS, USAGES);

  private CheckOperations() {}
}
