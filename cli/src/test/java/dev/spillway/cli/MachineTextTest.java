package dev.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MachineTextTest {
  @Test
  void oneLineForEachMachineWithWhatToDo() {
    String app =
        """
        {"app": "shop", "host": "shop.example.com", "phase": "HOME", "sites": [
          {"site": "hq", "share": 1, "machines": [
            {"name": "shop-sql", "service": "customers-db", "runs": true, "state": "running",
             "addresses": ["10.1.0.20", "203.0.113.9"], "advice": "", "ageSeconds": 20.4}]},
          {"site": "azure", "share": 0, "machines": [
            {"name": "gate", "service": "", "runs": false, "state": "deallocated",
             "addresses": [], "advice": "start it: az vm start -n gate", "ageSeconds": 300}]}]}
        """;
    assertThat(StatusText.of(JsonMapper.builder().build().readTree(app)))
        .contains("Machine   shop-sql at hq (customers-db): running, 10.1.0.20, 203.0.113.9\n")
        .contains(
            "Machine   gate at azure: deallocated, seen 5 min ago; start it: az vm start -n gate\n");
  }
}
