package dev.spillway.azure.fake;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The deployment slots of one site: from the tier Standard on, at most five. */
final class FakeSlots {
  private static final int MOST = 5;
  private static final Set<String> WITHOUT = Set.of("free", "shared", "basic", "");
  private static final Pattern SLOT =
      Pattern.compile("/slots/([^/]+)(/.*)?", Pattern.CASE_INSENSITIVE);

  private final FakeAppService service;
  private final FakeSite site;

  FakeSlots(FakeAppService service, FakeSite site) {
    this.service = service;
    this.site = site;
  }

  /**
   * @param rest of the path behind the site's name
   */
  boolean handles(String rest) {
    return SLOT.matcher(rest).matches() || rest.equalsIgnoreCase("/slotsswap");
  }

  Response answer(Request r, String rest) {
    Matcher path = SLOT.matcher(rest);
    if (!path.matches()) {
      return swap(r);
    }
    String name = path.group(1).toLowerCase(Locale.ROOT);
    FakeSite slot = site.slots.get(name);
    if (path.group(2) == null) {
      return itself(r, name, slot);
    }
    if (slot != null && site.swapping && !r.method().equals("GET") && !rest.endsWith("/list")) {
      return busy();
    }
    return slot == null
        ? FakeAppService.missing(name)
        : new FakeInside(service, slot).answer(r, path.group(2));
  }

  private Response itself(Request r, String name, @Nullable FakeSite slot) {
    return switch (r.method()) {
      case "GET" -> slot == null ? FakeAppService.missing(name) : Response.json(200, slot.body());
      case "DELETE" -> delete(name, slot);
      case "PUT" -> put(r, name, slot);
      default -> Response.empty(405);
    };
  }

  private Response put(Request r, String name, @Nullable FakeSite slot) {
    ObjectNode plan = service.plans.named(site.plan);
    String tier =
        plan == null ? "" : plan.path("sku").path("tier").asString("").toLowerCase(Locale.ROOT);
    boolean full = slot == null && site.slots.size() >= MOST;
    if (plan == null || WITHOUT.contains(tier) || full) {
      return Response.error(
          409,
          "Conflict",
          "Cannot complete the operation because the site will exceed the number of slots allowed"
              + " for the '" + tier + "' SKU.");
    }
    FakeSite made = slot == null ? service.fresh(site.name + "__" + name, plan) : slot;
    service.describe(made, r, site.name + "/" + name, "Microsoft.Web/sites/slots");
    site.slots.put(name, made);
    return Response.json(200, made.body());
  }

  private Response delete(String name, @Nullable FakeSite slot) {
    if (site.swapping) {
      return busy();
    }
    if (slot == null) {
      return Response.empty(204);
    }
    slot.close();
    site.slots.remove(name);
    return Response.empty(200);
  }

  private static Response busy() {
    return Response.error(
        409, "Conflict", "Cannot modify this site because another operation is in progress.");
  }

  private Response swap(Request r) {
    FakeSite slot =
        site.slots.get(r.json().path("targetSlot").asString("").toLowerCase(Locale.ROOT));
    if (slot == null) {
      return FakeAppService.missing("slot");
    }
    if (site.swapping || slot.deployments.running()) {
      return busy();
    }
    site.swapping = true;
    String at = r.path().replaceFirst("(?i)/slotsswap$", "");
    return service.operations.begin(r, at, () -> new FakeSwap(service, site, slot).run());
  }
}
