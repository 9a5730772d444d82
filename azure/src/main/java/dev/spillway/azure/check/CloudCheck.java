package dev.spillway.azure.check;

import dev.spillway.azure.Rights;
import dev.spillway.azure.Rights.AdapterRights;
import dev.spillway.azure.client.Api;
import dev.spillway.azure.client.Arm;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.client.ArmCall;
import dev.spillway.azure.client.CommonOperations;
import dev.spillway.azure.client.Operation;
import dev.spillway.core.AdapterException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What every adapter of Azure needs: sign-in, subscription, group, versions, rights. */
public final class CloudCheck {
  private static final Duration CLOCK = Duration.ofMinutes(4);

  private final Look look;
  private final String type;
  private final String group;
  private final List<String> beside;

  /**
   * @param type of the adapter, whose role is looked for
   * @param group that it works in
   * @param beside further roles that it needs, of what is not in its group
   */
  public CloudCheck(Look look, String type, String group, String... beside) {
    this.look = look;
    this.type = type;
    this.group = group;
    this.beside = List.of(beside);
  }

  /**
   * @param now the wall clock of this machine
   * @return false when it makes no sense to ask more
   */
  public boolean run(Instant now) {
    return look.asks("sign-in", this::signIn)
        && look.asks("subscription", () -> subscription(now))
        && look.asks("resource group", this::group)
        && look.asks("api-versions", this::versions)
        && rights(); // the last, whose outcome stops nothing
  }

  private void signIn() throws AdapterException {
    Arm arm = look.access().arm();
    arm.token();
    String what = arm.cloud().hub() ? "an Azure Stack Hub" : "Azure";
    String where = arm.cloud().adfs() ? "AD FS" : "Entra ID";
    look.ok("sign-in", what + " at " + arm.cloud().arm() + " took the sign-in by " + where);
  }

  private void subscription(Instant now) throws AdapterException {
    ArmAnswer answer =
        look.send(ArmCall.of(CommonOperations.SUBSCRIPTION))
            .orThrow("cannot read the subscription");
    String state = answer.body().path("state").asString("Enabled");
    String name = answer.body().path("displayName").asString(look.access().arm().subscription());
    if (state.equalsIgnoreCase("Enabled")) {
      look.ok("subscription", name);
    } else {
      look.problem("subscription", name + " is " + state + "; nothing can be made in it");
    }
    clock(answer.header("date").orElse(""), now);
  }

  private void clock(String date, Instant now) {
    try {
      Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration off = Duration.between(there, now).abs();
      if (off.compareTo(CLOCK) > 0) {
        look.problem(
            "clock",
            "this machine's clock is "
                + off.toMinutes()
                + " min off the cloud's; set it, or tokens are refused");
      }
    } catch (DateTimeParseException noDate) {
      look.note("clock", "not known: the cloud tells no time");
    }
  }

  private void group() throws AdapterException {
    ArmAnswer answer = look.send(ArmCall.of(CommonOperations.GROUP_GET, "group", group));
    if (answer.missing()) {
      throw new AdapterException.Invalid(
          "there is no resource group " + group + "; make it: az group create -n " + group);
    }
    String place =
        answer.orThrow("cannot read the group " + group).body().path("location").asString("");
    look.ok("resource group", group + " in " + place);
  }

  private void versions() throws AdapterException {
    Map<String, Api> apis =
        role().operations().stream()
            .map(Operation::api)
            .filter(a -> !a.provider().isEmpty())
            .collect(Collectors.toMap(Api::provider, a -> a, (a, b) -> a));
    for (Api api : apis.values()) {
      look.ok("api-versions", api.provider() + " " + look.access().arm().speaks(api));
    }
  }

  private AdapterRights role() {
    return role(type);
  }

  private static AdapterRights role(String type) {
    return Rights.of(type).orElseThrow(() -> new IllegalArgumentException(type + " has no role"));
  }

  /** What a role cannot be asked for is not known; that it lacks something is a problem. */
  private boolean rights() {
    look.wonders(
        "rights",
        () -> {
          ArmAnswer answer =
              look.send(ArmCall.of(CheckOperations.PERMISSIONS, "group", group))
                  .orThrow("cannot list what this sign-in may do in " + group);
          Permissions has = new Permissions(answer.body());
          held(has, type, group);
          beside.forEach(role -> held(has, role, "the subscription"));
        });
    return true;
  }

  /** What is allowed in a group is what is allowed in the subscription, and more. */
  private void held(Permissions has, String role, String where) {
    List<String> wanted = role(role).actions();
    List<String> missing = has.missing(wanted);
    if (missing.isEmpty()) {
      look.ok("rights", "all " + wanted.size() + " of the role for " + role);
    } else {
      look.problem(
          "rights",
          "missing in "
              + where
              + ": "
              + String.join(", ", missing)
              + "; 'spillway azure roles "
              + role
              + "' prints the role");
    }
  }
}
