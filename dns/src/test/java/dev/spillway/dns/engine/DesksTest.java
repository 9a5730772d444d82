package dev.spillway.dns.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.answer.Identity;
import dev.spillway.dns.answer.PlainZone;
import dev.spillway.dns.answer.Snapshot;
import dev.spillway.dns.answer.SnapshotBuilder;
import dev.spillway.dns.answer.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A rush of 512 clients, and what is left of it. */
class DesksTest {
  private static final int CLIENTS = 512;
  private static final long DESK_BYTES = 2 + 2 * 65_535L;

  private final Counters counters = new Counters();
  private final Snapshot snapshot =
      new SnapshotBuilder(List.of(new PlainZone(World.ZONE)), counters).build(List.of(), 0);
  private final Desks desks =
      new Desks(
          new Responder(
              () -> snapshot,
              (client, host, six, ttl, now) -> 0,
              new Identity(new byte[0], 1, 2),
              Limits.USUAL,
              () -> 0,
              counters,
              StreamService.NONE,
              null));

  private Set<Desks.Desk> takeAll() {
    Set<Desks.Desk> taken = new HashSet<>();
    for (int i = 0; i < CLIENTS; i++) {
      taken.add(desks.take());
    }
    return taken;
  }

  @Test
  void allAreGivenBackAndTakenAgainAndFewKeepTheirBuffers() {
    Set<Desks.Desk> first = takeAll();
    assertThat(first).as("one for each").hasSize(CLIENTS);
    first.forEach(desks::give);
    assertThat(desks.idle()).isEqualTo(CLIENTS);
    assertThat(desks.idleBytes()).isEqualTo(Desks.KEPT * DESK_BYTES);
    Set<Desks.Desk> second = takeAll();
    assertThat(second).as("with their counters").isEqualTo(first);
    assertThat(new ArrayList<>(second)).allMatch(desk -> desk.in.length > 0 && desk.out.length > 0);
    assertThat(desks.idleBytes()).isZero();
  }
}
