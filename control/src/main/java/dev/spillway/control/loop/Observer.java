package dev.spillway.control.loop;

import dev.spillway.control.loop.Readings.SeenMachine;
import dev.spillway.control.release.ReleaseState;
import dev.spillway.core.Digest;
import dev.spillway.core.GatewayHost.Gateway;
import dev.spillway.core.Instance;
import dev.spillway.core.Intervention;
import dev.spillway.core.Machine;
import dev.spillway.core.Money;
import dev.spillway.core.Now;
import dev.spillway.core.Observation;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.Readiness;
import dev.spillway.core.Observation.SiteView;
import dev.spillway.core.Reading;
import dev.spillway.core.Release;
import dev.spillway.core.Site;
import dev.spillway.core.SteeredHost.SiteAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one observation of an app out of all that was last seen of its sites. */
final class Observer {
  private final AppParts parts;
  private final Map<String, SiteWatch> watches;
  private final Publisher publisher;
  private final ReadyRule rule;
  private final Departures departures;
  private final AnsweredShares answered = new AnsweredShares();

  Observer(
      AppParts parts,
      Map<String, SiteWatch> watches,
      Publisher publisher,
      ReadyRule rule,
      Departures departures) {
    this.parts = parts;
    this.watches = watches;
    this.publisher = publisher;
    this.rule = rule;
    this.departures = departures;
  }

  /** Where refusals are known. */
  interface Refusals {
    String refusal(String site, Now now);
  }

  Seen observe(
      ReleaseState releases,
      List<Intervention> interventions,
      @Nullable Money spent,
      Refusals refusals,
      Now now) {
    List<SiteView> views = new ArrayList<>();
    Map<String, Double> answers = answered.look(publisher.published(), publisher.answered(), now);
    Map<String, List<Instance>> instances = new LinkedHashMap<>();
    Map<String, List<String>> addresses = new LinkedHashMap<>();
    Set<String> ready = new LinkedHashSet<>();
    Map<String, List<SeenMachine>> machines = machines(now);
    Map<String, Machine> down = down(machines);
    for (SiteParts site : parts.sites()) {
      SiteWatch watch = watches.get(site.name());
      if (watch == null) {
        throw new IllegalStateException("every site is watched");
      }
      List<Instance> seen = watch.instances();
      if (watch.seen()) {
        rule.keepOnly(
            site.name(),
            seen.stream().map(i -> ReadyRule.key(site.name(), i)).collect(Collectors.toSet()));
      }
      SiteView view =
          view(
              site,
              watch,
              seen,
              releases,
              answers.get(site.name()),
              refusals.refusal(site.name(), now),
              down,
              now);
      views.add(view);
      instances.put(site.name(), seen);
      addresses.put(site.name(), addresses(site, seen, view));
      for (int i = 0; i < seen.size(); i++) {
        if (view.instances().get(i).readiness() == Readiness.READY) {
          ready.add(ReadyRule.key(site.name(), seen.get(i)));
        }
      }
    }
    Observation observation = new Observation(views, interventions, spent);
    return new Seen(observation, instances, addresses, ready, machines);
  }

  private Map<String, List<SeenMachine>> machines(Now now) {
    Map<String, List<SeenMachine>> all = new LinkedHashMap<>();
    watches.forEach((site, watch) -> all.put(site, watch.readings().machines(now)));
    return all;
  }

  /** By the service that they hold, those that do not run. */
  private static Map<String, Machine> down(Map<String, List<SeenMachine>> machines) {
    Map<String, Machine> down = new LinkedHashMap<>();
    machines.values().stream()
        .flatMap(List::stream)
        .map(SeenMachine::machine)
        .filter(machine -> !machine.runs() && !machine.service().isEmpty())
        .forEach(machine -> down.putIfAbsent(machine.service(), machine));
    return down;
  }

  private SiteView view(
      SiteParts site,
      SiteWatch watch,
      List<Instance> seen,
      ReleaseState releases,
      @Nullable Double answers,
      String refusal,
      Map<String, Machine> down,
      Now now) {
    Readings readings = watch.readings();
    ReadyRule.Around around =
        new ReadyRule.Around(
            accepted(site.name(), seen, releases),
            releases.wanted(site.name()).map(Release::digest).orElse(null),
            readings.health(),
            readings.reasons(),
            watch.judged(),
            site.gateway() != null,
            watch.link(),
            down);
    List<InstanceView> judged =
        seen.stream().map(i -> left(site.name(), rule.judge(site.name(), i, around))).toList();
    Optional<Gateway> gateway = watch.gateway();
    return new SiteView(
        site.name(),
        judged,
        gateway.isPresent(),
        gateway.map(Gateway::running).orElse(false),
        watch.link(),
        publisher.share(site.name()),
        readings.signal(Reading::demand, now),
        readings.signal(Reading::served, now),
        readings.signal(Reading::rejected, now),
        readings.signal(Reading::queued, now),
        readings.signal(Reading::latencyMillis, now),
        readings.used(now),
        answers,
        refusal,
        watch.leftovers());
  }

  /** Before any release is known, whatever runs is taken for one. */
  private static Set<Digest> accepted(String site, List<Instance> seen, ReleaseState releases) {
    return releases.knowsNothing()
        ? seen.stream().map(Instance::digest).filter(Objects::nonNull).collect(Collectors.toSet())
        : releases.accepted(site);
  }

  private InstanceView left(String site, InstanceView view) {
    return view.readiness() == Readiness.READY && departures.has(site, view.id())
        ? new InstanceView(
            view.id(), Readiness.STOPPING, view.outdated(), "its last clients are leaving")
        : view;
  }

  private List<String> addresses(SiteParts place, List<Instance> seen, SiteView view) {
    Site site = place.site();
    List<String> last =
        publisher.published().stream()
            .flatMap(host -> host.sites().stream())
            .filter(answer -> answer.site().equals(site.name()))
            .map(SiteAnswer::addresses)
            .flatMap(List::stream)
            .toList();
    boolean home = site.name().equals(parts.app().home().name());
    SiteWatch watch = watches.get(site.name());
    boolean unseen = watch == null || !watch.seen();
    // Nobody knows what serves there now: what was answered is the best there is.
    return unseen && !last.isEmpty() ? last : Answerable.of(site, home, seen, view, last);
  }
}
