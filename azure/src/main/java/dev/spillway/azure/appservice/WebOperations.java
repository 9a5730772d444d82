package dev.spillway.azure.appservice;

import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.azure.client.Operation;
import dev.spillway.azure.client.Verb;
import java.util.List;

/** Calls of App Service. */
public final class WebOperations {
  /** The last is what profile 2020-09-01-hybrid of Azure Stack Hub has. */
  public static final Api WEB = Api.of("Microsoft.Web", "2023-12-01", "2018-02-01");

  private static final String GROUP = "/subscriptions/{subscription}/resourceGroups/{group}";
  private static final String PLAN = GROUP + "/providers/Microsoft.Web/serverfarms/{plan}";
  private static final String SITE = GROUP + "/providers/Microsoft.Web/sites/{site}";
  private static final String SLOT = SITE + "/slots/{slot}";
  private static final String CERTIFICATE =
      GROUP + "/providers/Microsoft.Web/certificates/{certificate}";
  private static final String BINDING = SITE + "/hostNameBindings/{host}";

  static final Operation PLAN_GET = of("plan.get", Verb.GET, PLAN, "serverfarms/read");
  static final Operation PLAN_PUT = of("plan.put", Verb.PUT, PLAN, "serverfarms/write");
  static final Operation PLAN_DELETE = of("plan.delete", Verb.DELETE, PLAN, "serverfarms/delete");
  static final Operation SITE_GET = of("site.get", Verb.GET, SITE, "sites/read");
  static final Operation SITE_PUT = of("site.put", Verb.PUT, SITE, "sites/write");

  /** Without the parameter an empty plan goes with it, which is ours to remove and to check. */
  static final Operation SITE_DELETE =
      of("site.delete", Verb.DELETE, SITE + "?deleteEmptyServerFarm=false", "sites/delete");

  static final Operation SITE_RESTART =
      of(
          "site.restart",
          Verb.POST,
          SITE + "/restart?softRestart=false&synchronous=true",
          "sites/restart/Action");
  static final Operation SITE_INSTANCES =
      of("site.instances", Verb.GET, SITE + "/instances", "sites/instances/read");
  static final Operation SETTINGS_LIST =
      of("settings.list", Verb.POST, SITE + "/config/appsettings/list", "sites/config/list/Action");
  static final Operation SETTINGS_PUT =
      of("settings.put", Verb.PUT, SITE + "/config/appsettings", "sites/config/write");
  static final Operation PUBLISHING =
      of(
          "publishing.list",
          Verb.POST,
          SITE + "/config/publishingcredentials/list",
          "sites/config/list/Action");
  static final Operation SLOT_GET = of("slot.get", Verb.GET, SLOT, "sites/slots/read");
  static final Operation SLOT_PUT = of("slot.put", Verb.PUT, SLOT, "sites/slots/write");
  static final Operation SLOT_DELETE =
      of("slot.delete", Verb.DELETE, SLOT + "?deleteEmptyServerFarm=false", "sites/slots/delete");
  static final Operation SLOT_START =
      of("slot.start", Verb.POST, SLOT + "/start", "sites/slots/start/Action");
  static final Operation SLOT_STOP =
      of("slot.stop", Verb.POST, SLOT + "/stop", "sites/slots/stop/Action");
  static final Operation SLOT_RESTART =
      of(
          "slot.restart",
          Verb.POST,
          SLOT + "/restart?softRestart=false&synchronous=true",
          "sites/slots/restart/Action");
  static final Operation SLOT_INSTANCES =
      of("slot.instances", Verb.GET, SLOT + "/instances", "sites/slots/instances/read");
  static final Operation SLOT_SETTINGS_LIST =
      of(
          "slot.settings.list",
          Verb.POST,
          SLOT + "/config/appsettings/list",
          "sites/slots/config/list/Action");
  static final Operation SLOT_SETTINGS_PUT =
      of("slot.settings.put", Verb.PUT, SLOT + "/config/appsettings", "sites/slots/config/write");
  static final Operation SLOT_PUBLISHING =
      of(
          "slot.publishing.list",
          Verb.POST,
          SLOT + "/config/publishingcredentials/list",
          "sites/slots/config/list/Action");
  static final Operation SWAP =
      of("slots.swap", Verb.POST, SITE + "/slotsswap", "sites/slotsswap/Action");

  /** Where the cloud says how a swap goes; called at the address that its answer named. */
  static final Operation SWAP_RESULT =
      of(
          "slots.swap.result",
          Verb.GET,
          SITE + "/operationresults/{operation}",
          "sites/operationresults/read");

  /** No call of its own: what {@link #SITE_PUT} and {@link #SLOT_PUT} need at the plan besides. */
  static final Operation JOIN = of("plan.join", Verb.PUT, SITE, "serverfarms/Join/Action");

  /**
   * No calls of the Resource Manager: what the deployment service asks of a token that it is
   * brought, whether it is sent a package or asked for one.
   *
   * @see <a href="https://learn.microsoft.com/azure/app-service/resources-kudu">Kudu</a>
   */
  static final Operation PUBLISH = of("publish", Verb.PUT, SITE, "sites/publish/Action");

  static final Operation SLOT_PUBLISH =
      of("slot.publish", Verb.PUT, SLOT, "sites/slots/publish/Action");

  static final Operation BINDING_GET =
      of("binding.get", Verb.GET, BINDING, "sites/hostNameBindings/read");
  static final Operation BINDING_PUT =
      of("binding.put", Verb.PUT, BINDING, "sites/hostNameBindings/write");
  static final Operation CERTIFICATE_GET =
      of("certificate.get", Verb.GET, CERTIFICATE, "certificates/read");
  static final Operation CERTIFICATE_PUT =
      of("certificate.put", Verb.PUT, CERTIFICATE, "certificates/write");
  static final Operation CERTIFICATE_DELETE =
      of("certificate.delete", Verb.DELETE, CERTIFICATE, "certificates/delete");

  /** All that this platform makes, with those of the Resource Manager itself. */
  public static final List<Operation> ALL =
      List.of(
          PLAN_GET,
          PLAN_PUT,
          PLAN_DELETE,
          SITE_GET,
          SITE_PUT,
          SITE_DELETE,
          SITE_RESTART,
          SITE_INSTANCES,
          SETTINGS_LIST,
          SETTINGS_PUT,
          PUBLISHING,
          SLOT_GET,
          SLOT_PUT,
          SLOT_DELETE,
          SLOT_START,
          SLOT_STOP,
          SLOT_RESTART,
          SLOT_INSTANCES,
          SLOT_SETTINGS_LIST,
          SLOT_SETTINGS_PUT,
          SLOT_PUBLISHING,
          SWAP,
          SWAP_RESULT,
          JOIN,
          PUBLISH,
          SLOT_PUBLISH,
          BINDING_GET,
          BINDING_PUT,
          CERTIFICATE_GET,
          CERTIFICATE_PUT,
          CERTIFICATE_DELETE,
          CommonOperations.GROUP_GET,
          CommonOperations.GROUP_RESOURCES);

  private WebOperations() {}

  private static Operation of(String name, Verb verb, String path, String action) {
    return new Operation(name, verb, path, "Microsoft.Web/" + action, WEB);
  }
}
