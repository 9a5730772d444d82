package dev.spillway.control.loop;

import dev.spillway.control.store.Event;
import dev.spillway.control.store.EventLog;
import dev.spillway.core.LinkStatus;
import dev.spillway.core.Machine;
import dev.spillway.core.Now;
import dev.spillway.core.Observation.InstanceView;
import dev.spillway.core.Observation.SiteView;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells of instances, machines and links whose state has changed since the last tick. One thread.
 */
final class Changes {
  private static final String WHO = "controller";

  private final String app;
  private final EventLog events;
  private Map<String, String> before = new HashMap<>();
  private final Map<String, Boolean> connected = new HashMap<>();
  private final Map<String, Machine> machines = new HashMap<>();

  Changes(String app, EventLog events) {
    this.app = app;
    this.events = events;
  }

  void tell(Seen seen, Now now) {
    Map<String, String> states = new HashMap<>();
    for (SiteView site : seen.observation().sites()) {
      for (InstanceView i : site.instances()) {
        String id = i.id() + " at " + site.site();
        states.put(id, i.readiness().name());
        String was = before.getOrDefault(id, "absent");
        if (!was.equals(i.readiness().name())) {
          String why = i.why().isEmpty() ? "" : ": " + i.why();
          note(now, Event.Kind.INSTANCE, id + ": " + was + " -> " + i.readiness() + why);
        }
      }
      link(site, now);
    }
    before.forEach((id, was) -> {
      if (!states.containsKey(id)) {
        note(now, Event.Kind.INSTANCE, id + ": " + was + " -> gone");
      }
    });
    before = states;
    seen.machines().forEach((site, all) -> all.forEach(one -> machine(site, one.machine(), now)));
  }

  /** One that runs when it is first seen is no change. */
  private void machine(String site, Machine machine, Now now) {
    Machine was = machines.put(site + "/" + machine.name(), machine);
    boolean same = was == null ? machine.runs() : was.state().equals(machine.state());
    if (!same) {
      String advice = machine.advice().isEmpty() ? "" : "; " + machine.advice();
      Event.Kind kind = machine.runs() ? Event.Kind.CONTROLLER : Event.Kind.FAILURE;
      note(now, kind, site + ": the machine " + machine.sentence() + advice);
    }
  }

  private void link(SiteView site, Now now) {
    LinkStatus link = site.link();
    if (link == null) {
      return;
    }
    Boolean was = connected.put(site.site(), link.connected());
    if (was == null ? link.connected() : was != link.connected()) {
      String text = link.connected() ? "is connected" : "is lost";
      note(now, Event.Kind.LINK, "the link to " + site.site() + " " + text);
    }
  }

  private void note(Now now, Event.Kind kind, String text) {
    events.note(now.wall(), app, kind, WHO, text, null);
  }
}
