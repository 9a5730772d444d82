package dev.spillway.azure.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.fake.FakeAzure;
import dev.spillway.azure.fake.FakeAzure.Kind;
import dev.spillway.azure.fake.FakeSignIn;
import dev.spillway.azure.fake.Response;
import dev.spillway.azure.fake.TestAuthority;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to sign in that needs nothing of the process. */
class CredentialsTest extends SignInContract {
  private static final String FEDERATED = "federated-s3cret-of-the-pipeline";

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

  private String byCertificate(String pfx, String password) {
    return outcome(
        principal("as", "certificate", "certificate", pfx, "certificate-password", password));
  }

  /** What its key has signed is checked with the certificate, as PFX and as PEM file. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCertificate(Kind kind) throws Exception {
    on(kind);
    Path pfx = TestAuthority.get().signer("client");
    cloud.signIn().register(registered(pfx, "client"));
    String password = Files.writeString(folder.resolve("word"), TestAuthority.PASSWORD).toString();
    assertThat(byCertificate(pfx.toString(), "${file:" + password + "}")).isEqualTo("signed in");
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
            byCertificate(TestAuthority.get().signer("client").toString(), TestAuthority.PASSWORD))
        .startsWith(invalid("the certificate is not registered with the client, or has expired"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aClockThatIsOffIsNamed(int hours) throws Exception {
    Path pfx = TestAuthority.get().signer("client");
    cloud.signIn().register(registered(pfx, "client"));
    cloud.signIn().clockOff(Duration.ofHours(hours));
    assertThat(byCertificate(pfx.toString(), TestAuthority.PASSWORD))
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
