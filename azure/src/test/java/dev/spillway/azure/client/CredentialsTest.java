package dev.spillway.azure.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeIdentity;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.fake.Provider;
import dev.spillway.azure.fake.Request;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.fake.TestAuthority;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every way to sign in, against a cloud that checks what it is brought. */
class CredentialsTest {
  private static final String FEDERATED = "federated-s3cret-of-the-pipeline";

  @TempDir Path folder;
  private FakeAzure cloud = make(Kind.PUBLIC);
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord one) {
          logged.add(one.getMessage() + " " + one.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static FakeAzure make(Kind kind) {
    return FakeAzure.open(kind)
        .with(
            new Provider() {
              @Override
              public boolean handles(Request r) {
                return r.matches("/subscriptions/[^/]+").matches();
              }

              @Override
              public Response answer(Request r) {
                return Response.json(
                    200,
                    JsonMapper.shared()
                        .createObjectNode()
                        .put("subscriptionId", FakeAzure.SUBSCRIPTION));
              }
            });
  }

  @BeforeEach
  void listen() {
    Logger root = Logger.getLogger("");
    root.addHandler(log);
    log.setLevel(Level.ALL);
  }

  /** Whatever happened, nobody was told a secret. */
  @AfterEach
  void close() {
    Logger.getLogger("").removeHandler(log);
    cloud.close();
    assertThat(logged).noneMatch(line -> line.contains("s3cret") || line.contains("-of-the-fake"));
  }

  private void on(Kind kind) {
    cloud.close();
    cloud = make(kind);
  }

  private String outcome(String... keysAndValues) {
    Map<String, String> signIn = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      signIn.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    String told =
        SignInProbe.outcome(
            cloud.arm().toString(), cloud.authority().toString(), FakeAzure.SUBSCRIPTION, signIn);
    assertThat(told).doesNotContain("s3cret").doesNotContain("-of-the-fake");
    return told;
  }

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

  private static String[] principal(String... more) {
    List<String> all = new ArrayList<>(List.of("tenant", FakeSignIn.TENANT));
    all.addAll(List.of("client", FakeSignIn.CLIENT));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSecret(Kind kind) {
    on(kind);
    assertThat(outcome(principal("as", "secret", "secret", FakeSignIn.SECRET)))
        .isEqualTo("signed in");
  }

  private X509Certificate registered(Path pfx, String alias) throws Exception {
    try (InputStream in = Files.newInputStream(pfx)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, TestAuthority.PASSWORD.toCharArray());
      Files.writeString(
          folder.resolve("client.pem"),
          pem("CERTIFICATE", store.getCertificate(alias).getEncoded())
              + pem(
                  "PRIVATE KEY",
                  store.getKey(alias, TestAuthority.PASSWORD.toCharArray()).getEncoded()));
      return (X509Certificate) store.getCertificate(alias);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  /** What its key has signed is checked with the certificate, as PFX and as PEM file. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCertificate(Kind kind) throws Exception {
    on(kind);
    Path pfx = TestAuthority.get().signer("client");
    cloud.signIn().register(registered(pfx, "client"));
    String password = Files.writeString(folder.resolve("word"), TestAuthority.PASSWORD).toString();
    assertThat(
            outcome(
                principal(
                    "as",
                    "certificate",
                    "certificate",
                    pfx.toString(),
                    "certificate-password",
                    "${file:" + password + "}")))
        .isEqualTo("signed in");
    assertThat(
            outcome(
                principal(
                    "as", "certificate", "certificate", folder.resolve("client.pem").toString())))
        .isEqualTo("signed in");
    assertThat(cloud.signIn().given()).isEqualTo(2);
  }

  @Test
  void aCertificateThatIsNotRegisteredIsSaidToBeSo() throws Exception {
    registered(TestAuthority.get().signer("client"), "client");
    cloud.signIn().register(registered(TestAuthority.get().signer("another"), "another"));
    assertThat(
            outcome(
                principal(
                    "as",
                    "certificate",
                    "certificate",
                    TestAuthority.get().signer("client").toString(),
                    "certificate-password",
                    TestAuthority.PASSWORD)))
        .startsWith(invalid("the certificate is not registered with the client, or has expired"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aClockThatIsOffIsNamed(int hours) throws Exception {
    Path pfx = TestAuthority.get().signer("client");
    cloud.signIn().register(registered(pfx, "client"));
    cloud.signIn().clockOff(Duration.ofHours(hours));
    assertThat(
            outcome(
                principal(
                    "as",
                    "certificate",
                    "certificate",
                    pfx.toString(),
                    "certificate-password",
                    TestAuthority.PASSWORD)))
        .startsWith(invalid("the clock of this machine is wrong: set it"));
  }

  @Test
  void theTokenThatAPipelinePutsIntoAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), FEDERATED);
    cloud.signIn().trust(FEDERATED);
    assertThat(outcome(principal("as", "workload-identity", "token-file", file.toString())))
        .isEqualTo("signed in");
    Files.writeString(file, "another-s3cret");
    assertThat(outcome(principal("as", "workload-identity", "token-file", file.toString())))
        .startsWith(invalid(""));
  }

  @Test
  void theIdentityOfAMachineOnAppService() throws Exception {
    try (FakeIdentity machine = FakeIdentity.of(cloud)) {
      Map<String, String> environment =
          Map.of(
              "IDENTITY_ENDPOINT",
              machine.address() + "/msi/token",
              "IDENTITY_HEADER",
              FakeIdentity.HEADER);
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
      Map<String, String> environment =
          Map.of(
              "IDENTITY_ENDPOINT",
              machine.address() + "/msi/token",
              "IDENTITY_HEADER",
              "not-the-one");
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

  private static String invalid(String words) {
    return "dev.spillway.core.AdapterException$Invalid: cannot sign in: " + words;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wr0ng-s3cret       | right | right | the secret is wrong: give the secret's value, not its id",
        "right              | wrong | right | there is no such tenant: check tenant",
        "right              | right | wrong | the tenant knows no such client: check client and tenant"
      })
  void whatIsWrongIsNamed(String secret, String tenant, String client, String words) {
    assertThat(
            outcome(
                "as", "secret",
                "secret", secret.equals("right") ? FakeSignIn.SECRET : secret,
                "tenant", tenant.equals("right") ? FakeSignIn.TENANT : FakeAzure.SUBSCRIPTION,
                "client", client.equals("right") ? FakeSignIn.CLIENT : FakeAzure.SUBSCRIPTION))
        .startsWith(invalid(words));
  }

  @Test
  void aSecretThatIsTooOldIsNamed() {
    cloud.signIn().expireSecret();
    assertThat(outcome(principal("as", "secret", "secret", FakeSignIn.SECRET)))
        .startsWith(invalid("the secret has expired: make a new one"));
  }

  @Test
  void anAudienceThatTheTenantDoesNotKnowIsNamed() {
    cloud.tellsAnotherAudience("https://management.elsewhere.test");
    assertThat(outcome(principal("as", "secret", "secret", FakeSignIn.SECRET)))
        .startsWith(invalid("the tenant knows no such audience: check cloud"));
  }

  @Test
  void aSignInThatIsAwayIsTriedAgainLater() {
    cloud
        .faults()
        .answer(
            -1,
            r -> r.path().contains("/oauth2/"),
            r -> Response.error(503, "temporarily_unavailable", "later"));
    assertThat(outcome(principal("as", "secret", "secret", FakeSignIn.SECRET)))
        .startsWith("dev.spillway.core.AdapterException$Transient: ");
  }
}
