package dev.spillway.azure.appservice;

import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.site.Fence;
import dev.spillway.core.AdapterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plan: what is billed, by its workers. A new one is tried in each region with each size until
 * one is granted; one that exists stays where it is, since a move restarts all that runs on it.
 */
final class Plans {
  /** Those that a caller may set; a PUT without them would reset what somebody else set. */
  private static final Set<String> KEPT =
      Set.of(
          "reserved",
          "perSiteScaling",
          "maximumElasticWorkerCount",
          "targetWorkerCount",
          "targetWorkerSizeId",
          "workerTierName",
          "hostingEnvironmentProfile",
          "zoneRedundant",
          "elasticScaleEnabled",
          "hyperV",
          "isXenon");

  private final Place place;
  private final Fence fence;
  private volatile int region;

  Plans(Place place, Fence fence) {
    this.place = place;
    this.fence = fence;
  }

  /**
   * @param name of the resource
   * @param id of the resource
   * @param capacity workers that it has
   */
  record Plan(String name, String id, String location, int capacity, JsonNode body) {}

  /** The one that exists, wherever it is. */
  Optional<Plan> find() throws AdapterException {
    Optional<Plan> here = at(region);
    for (int i = 0; here.isEmpty() && i < place.settings().regions().size(); i++) {
      if (i != region) {
        here = at(i);
        region = here.isPresent() ? i : region;
      }
    }
    return here;
  }

  private Optional<Plan> at(int index) throws AdapterException {
    String name = place.settings().plan(index);
    ArmAnswer answer = place.send(place.call(WebOperations.PLAN_GET, "plan", name));
    if (answer.missing()) {
      return Optional.empty();
    }
    JsonNode body = answer.orThrow("cannot read the plan " + name).body();
    return Optional.of(read(name, body));
  }

  static Plan read(String name, JsonNode body) {
    return new Plan(
        name,
        body.path("id").asString(""),
        body.path("location").asString(""),
        body.path("sku").path("capacity").asInt(0),
        body);
  }

  /**
   * Makes the plan, or changes its number of workers.
   *
   * @return the plan with this many workers
   * @throws AdapterException.Refused when no choice has the capacity
   */
  Plan ensure(int workers) throws AdapterException {
    Optional<Plan> there = find();
    if (there.isPresent()) {
      place.owner().check(there.get().body(), "the plan " + there.get().name());
    }
    fence.check(there.stream().map(Plan::body).toList());
    if (there.isEmpty()) {
      return create(workers);
    }
    Plan plan = there.get();
    boolean same = plan.capacity() == workers && fence.marked(plan.body());
    return same ? plan : scale(plan, workers);
  }

  /**
   * To be called before anything but a plan is changed; looks in all regions.
   *
   * @throws AdapterException.Refused when another process is at work here
   */
  void mayChange() throws AdapterException {
    List<Plan> ours = new ArrayList<>();
    for (int i = 0; i < place.settings().regions().size(); i++) {
      at(i).filter(p -> place.owner().owns(p.body())).ifPresent(ours::add);
    }
    fence.check(ours.stream().map(Plan::body).toList());
    for (Plan plan : ours) {
      if (!fence.marked(plan.body())) {
        scale(plan, plan.capacity());
      }
    }
  }

  /** The plan is another controller's, by its marks; known before this one has marked it. */
  boolean strange(Plan plan) {
    return fence.strange(plan.body());
  }

  private Plan scale(Plan plan, int workers) throws AdapterException {
    ObjectNode body = Place.object();
    body.set("location", plan.body().path("location"));
    JsonNode kind = plan.body().path("kind");
    if (kind.isString()) {
      body.set("kind", kind);
    }
    body.set("tags", plan.body().path("tags").deepCopy());
    ObjectNode sku = body.putObject("sku");
    for (String key : List.of("name", "tier", "size", "family")) {
      JsonNode value = plan.body().path("sku").path(key);
      if (value.isString()) {
        sku.set(key, value);
      }
    }
    sku.put("capacity", workers);
    ObjectNode properties = body.putObject("properties");
    plan.body()
        .path("properties")
        .properties()
        .forEach(p -> {
          if (KEPT.contains(p.getKey()) && !p.getValue().isNull()) {
            properties.set(p.getKey(), p.getValue());
          }
        });
    fence.mark(body);
    put(plan.name(), body, "cannot scale the plan " + plan.name() + " to " + workers);
    return granted(plan.name(), workers);
  }

  private Plan create(int workers) throws AdapterException {
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < place.settings().regions().size(); i++) {
      for (String sku : place.settings().skus()) {
        try {
          return create(i, sku, workers);
        } catch (AdapterException.Refused e) {
          refusals.add(place.settings().regions().get(i) + " " + sku + ": " + e.getMessage());
          mayChange();
          remove(place.settings().plan(i));
        }
      }
    }
    throw new AdapterException.Refused("no capacity anywhere: " + String.join("; ", refusals));
  }

  private Plan create(int index, String sku, int workers) throws AdapterException {
    String name = place.settings().plan(index);
    ObjectNode body = Place.object();
    body.put("location", place.settings().regions().get(index));
    body.put("kind", place.settings().linux() ? "linux" : "app");
    place.owner().mark(body);
    fence.mark(body);
    ObjectNode size = body.putObject("sku").put("name", sku).put("capacity", workers);
    String tier = AppServiceSettings.tier(sku);
    if (!tier.isEmpty()) {
      size.put("tier", tier);
    }
    body.putObject("properties").put("reserved", place.settings().linux());
    put(name, body, "cannot make the plan " + name);
    region = index;
    Plan made = granted(name, workers);
    // Two that make it at the same time both succeed; the last one's marks stay.
    place.owner().check(made.body(), "the plan " + name);
    return made;
  }

  private void put(String name, ObjectNode body, String what) throws AdapterException {
    place.run(place.call(WebOperations.PLAN_PUT, "plan", name).body(body), what);
  }

  /** Some refusals come as a success with fewer workers. */
  private Plan granted(String name, int workers) throws AdapterException {
    JsonNode body =
        place
            .send(place.call(WebOperations.PLAN_GET, "plan", name))
            .orThrow("cannot read the plan " + name)
            .body();
    Plan plan = read(name, body);
    String state = body.path("properties").path("provisioningState").asString("Succeeded");
    fence.check(List.of(body));
    if (state.equals("Failed")) {
      throw new AdapterException.Refused("the plan " + name + " could not be provisioned");
    }
    if (plan.capacity() < workers) {
      throw new AdapterException.Refused(
          "the plan " + name + " got " + plan.capacity() + " of " + workers + " workers");
    }
    return plan;
  }

  /** Removes every plan of ours, in all regions. */
  void removeAll() throws AdapterException {
    for (int i = 0; i < place.settings().regions().size(); i++) {
      remove(place.settings().plan(i));
    }
  }

  private void remove(String name) throws AdapterException {
    ArmAnswer there = place.send(place.call(WebOperations.PLAN_GET, "plan", name));
    if (there.missing() || !there.good() || !place.owner().owns(there.body())) {
      return;
    }
    ArmAnswer answer = place.send(place.call(WebOperations.PLAN_DELETE, "plan", name));
    if (!answer.missing()) {
      place.access().arm().await(answer.orThrow("cannot remove the plan " + name));
    }
  }

  /** For people; null when there is none. */
  @Nullable String left(int index) throws AdapterException {
    Optional<Plan> plan = at(index).filter(p -> place.owner().owns(p.body()));
    return plan.map(p -> "plan " + p.name() + " (" + p.capacity() + " workers)").orElse(null);
  }
}
