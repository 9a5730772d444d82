package dev.spillway.azure.containerapps;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/** Calls of Container Apps. */
public final class AppOperations {
  /** No Azure Stack Hub has it. */
  public static final Api APP = Api.of("Microsoft.App", "2024-03-01");

  private static final String GROUP = "/subscriptions/{subscription}/resourceGroups/{group}";
  private static final String ONE = GROUP + "/providers/Microsoft.App/containerApps/{app}";
  private static final String ENVIRONMENT =
      GROUP + "/providers/Microsoft.App/managedEnvironments/{environment}";
  private static final String CERTIFICATES = ENVIRONMENT + "/certificates";
  private static final String LOCATION =
      "/subscriptions/{subscription}/providers/Microsoft.App/locations/{location}";

  static final Operation APP_GET = of("app.get", Verb.GET, ONE, "containerApps/read");
  static final Operation APP_PUT = of("app.put", Verb.PUT, ONE, "containerApps/write");
  static final Operation APP_PATCH = of("app.patch", Verb.PATCH, ONE, "containerApps/write");
  static final Operation APP_DELETE = of("app.delete", Verb.DELETE, ONE, "containerApps/delete");
  static final Operation APP_STOP =
      of("app.stop", Verb.POST, ONE + "/stop", "containerApps/stop/action");
  static final Operation APP_START =
      of("app.start", Verb.POST, ONE + "/start", "containerApps/start/action");
  static final Operation SECRETS =
      of("secrets.list", Verb.POST, ONE + "/listSecrets", "containerApps/listSecrets/action");
  static final Operation REVISIONS =
      of("revisions.list", Verb.GET, ONE + "/revisions", "containerApps/revisions/read");
  static final Operation REPLICAS =
      of(
          "replicas.list",
          Verb.GET,
          ONE + "/revisions/{revision}/replicas",
          "containerApps/revisions/replicas/read");
  static final Operation ENVIRONMENT_GET =
      of("environment.get", Verb.GET, ENVIRONMENT, "managedEnvironments/read");
  static final Operation ENVIRONMENT_USAGES =
      of(
          "environment.usages",
          Verb.GET,
          ENVIRONMENT + "/usages",
          "managedEnvironments/usages/read");
  static final Operation CERTIFICATE_LIST =
      of("certificates.list", Verb.GET, CERTIFICATES, "managedEnvironments/certificates/read");
  static final Operation CERTIFICATE_PUT =
      of(
          "certificate.put",
          Verb.PUT,
          CERTIFICATES + "/{certificate}",
          "managedEnvironments/certificates/write");
  static final Operation CERTIFICATE_DELETE =
      of(
          "certificate.delete",
          Verb.DELETE,
          CERTIFICATES + "/{certificate}",
          "managedEnvironments/certificates/delete");

  /** No call of its own: what {@link #APP_PUT} needs at the environment besides. */
  static final Operation JOIN =
      of("environment.join", Verb.PUT, ONE, "managedEnvironments/join/action");

  /** All that this platform makes in groups, with those of the Resource Manager itself. */
  public static final List<Operation> ALL =
      List.of(
          APP_GET,
          APP_PUT,
          APP_PATCH,
          APP_DELETE,
          APP_STOP,
          APP_START,
          SECRETS,
          REVISIONS,
          REPLICAS,
          ENVIRONMENT_GET,
          CERTIFICATE_LIST,
          CERTIFICATE_PUT,
          CERTIFICATE_DELETE,
          JOIN,
          CommonOperations.GROUP_GET,
          CommonOperations.GROUP_RESOURCES);

  /** Asked by a look beforehand only. */
  public static final List<Operation> CHECKED = List.of(ENVIRONMENT_USAGES);

  /** Where Container Apps says how an operation goes; a right for a group is not enough. */
  public static final List<Operation> FOLLOWED =
      List.of(
          of(
              "operation.status",
              Verb.GET,
              LOCATION + "/containerappOperationStatuses/{operation}",
              "locations/containerappOperationStatuses/read"),
          of(
              "operation.result",
              Verb.GET,
              LOCATION + "/containerappOperationResults/{operation}",
              "locations/containerappOperationResults/read"));

  private AppOperations() {}

  private static Operation of(String name, Verb verb, String path, String action) {
    return new Operation(name, verb, path, "Microsoft.App/" + action, APP);
  }
}
