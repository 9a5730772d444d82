package dev.spillway.azure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeIdentity;
import dev.spillway.azure.fake.FakeSignIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ways to sign in that the environment of a process tells, in a process of its own. */
class MachineSignInTest extends SignInContract {
  /** The same in a process with an environment of its own. */
  private String outcomeWith(Map<String, String> environment, String... keysAndValues)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SignInProbe.class.getName());
    command.add(cloud.arm().toString());
    command.addAll(List.of(cloud.authority().toString(), FakeAzure.SUBSCRIPTION));
    command.addAll(List.of(keysAndValues));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String told = Files.readString(folder.resolve("out"));
    assertThat(told).doesNotContain("s3cret").doesNotContain("-of-the-fake");
    return told;
  }

  private static Map<String, String> onAppService(FakeIdentity machine, String header) {
    return Map.of("IDENTITY_ENDPOINT", machine.address() + "/msi/token", "IDENTITY_HEADER", header);
  }

  @Test
  void theIdentityOfAMachineOnAppService() throws Exception {
    try (FakeIdentity machine = FakeIdentity.of(cloud)) {
      Map<String, String> environment = onAppService(machine, FakeIdentity.HEADER);
      assertThat(outcomeWith(environment, "as", "managed-identity")).contains("signed in");
      assertThat(machine.client()).isEmpty();
      assertThat(outcomeWith(environment, "as", "managed-identity", "client", FakeSignIn.CLIENT))
          .contains("signed in");
      assertThat(machine.client()).isEqualTo(FakeSignIn.CLIENT);
    }
  }

  /** The address is a fixed one of the link; this variable puts another in its place. */
  @Test
  void theIdentityOfAVirtualMachine() throws Exception {
    try (FakeIdentity machine = FakeIdentity.of(cloud)) {
      Map<String, String> environment =
          Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", machine.address());
      assertThat(outcomeWith(environment, "as", "managed-identity")).contains("signed in");
    }
  }

  @Test
  void aMachineWithoutAnIdentityIsSaidToBeSo() throws Exception {
    try (FakeIdentity machine = FakeIdentity.of(cloud)) {
      Map<String, String> environment = onAppService(machine, "not-the-one");
      assertThat(outcomeWith(environment, "as", "managed-identity"))
          .contains(invalid("this machine has no such identity: assign one to it"));
    }
  }

  /**
   * A program of this name that answers as Microsoft's documents it, or as when nobody signed in.
   */
  private Map<String, String> az(@Nullable String token) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    String answer =
        token == null
            ? "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1"
            : """
            cat <<'END'
            {
              "accessToken": "%s",
              "expiresOn": "2099-01-01 00:00:00.000000",
              "expires_on": 4070908800,
              "subscription": "%s",
              "tenant": "%s",
              "tokenType": "Bearer"
            }
            END
            """
                .formatted(token, FakeAzure.SUBSCRIPTION, FakeSignIn.TENANT);
    Path az = bin.resolve("az");
    Files.writeString(az, "#!/bin/sh\necho \"$@\" > " + folder.resolve("asked") + "\n" + answer);
    Files.setPosixFilePermissions(az, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", bin + ":" + System.getenv("PATH"));
  }

  @Test
  void whoeverIsSignedInWithAz() throws Exception {
    Map<String, String> environment = az(cloud.signIn().give());
    assertThat(outcomeWith(environment, "as", "azure-cli", "tenant", FakeSignIn.TENANT))
        .contains("signed in");
    assertThat(Files.readString(folder.resolve("asked")))
        .startsWith("account get-access-token")
        .contains(cloud.audience())
        .contains(FakeSignIn.TENANT);
  }

  @Test
  void nobodyIsSignedInWithAz() throws Exception {
    assertThat(outcomeWith(az(null), "as", "azure-cli"))
        .contains(invalid("run az login as the user that the controller runs as"));
  }

  @Test
  void thereIsNoAz() throws Exception {
    Map<String, String> nothing = Map.of("PATH", folder.toString());
    assertThat(outcomeWith(nothing, "as", "azure-cli"))
        .contains(invalid("there is no az for the controller's user: install it"));
  }
}
