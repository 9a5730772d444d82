package dev.spillway.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClientsTest {
  @Test
  void clientsFollowAShareEvenlyOverTheLifetime() {
    Clients clients = new Clients(10, 0, 0);
    for (int i = 1; i <= 10; i++) {
      assertThat(clients.second(0.5)).isEqualTo(0.05 * i, Offset.offset(1e-9));
    }
    assertThat(clients.second(0.5)).isEqualTo(0.5, Offset.offset(1e-9));
  }

  @Test
  void staleClientsFadeSlowlyAndThenAreForgotten() {
    Clients clients = new Clients(10, 0.05, 1);
    double after = 1;
    for (int i = 0; i < 100; i++) {
      after = clients.second(0);
    }
    // One time constant of ten lifetimes: a fraction 1/e of the 5 % is left.
    assertThat(after).isEqualTo(0.05 / Math.E, Offset.offset(1e-3));
    for (int i = 0; i < 500; i++) {
      after = clients.second(0);
    }
    assertThat(after).isZero();
  }
}
