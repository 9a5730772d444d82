package dev.spillway.azure.steering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.azure.Recorded;
import dev.spillway.azure.client.ArmAnswer;
import dev.spillway.azure.steering.Profile.Setting;
import org.junit.jupiter.api.Test;

/** Profiles and records as the real services tell of them, and as their authors do. */
class RecordedSteeringTest {
  @Test
  void aProfileOfTheService() {
    Profile profile =
        Profile.of(
            Recorded.answer("trafficmanager-profile-get-200", TrafficManagerOperations.PROFILE_GET)
                .body());
    assertThat(profile.method()).isEqualTo("Geographic");
    assertThat(profile.enabled()).isTrue();
    assertThat(profile.ttlSeconds()).isEqualTo(500);
    assertThat(profile.endpoint("external-ep-1"))
        .contains(
            new Profile.Endpoint(
                "external-ep-1",
                TrafficManagerOperations.EXTERNAL_PATCH,
                "www.gitbook.com",
                new Setting(true, 1)));
  }

  @Test
  void aProfileOfTheOfficialExamples() {
    Profile profile =
        Profile.of(
            Recorded.example("Profile-GET-WithEndpoints.json", TrafficManagerOperations.PROFILE_GET)
                .body());
    assertThat(profile.ttlSeconds()).isEqualTo(35);
    assertThat(profile.total()).isEqualTo(1);
    assertThat(profile.endpoint("My external endpoint").orElseThrow().target())
        .isEqualTo("foobar.contoso.com");
  }

  @Test
  void aRecordSetOfTheServiceHasItsEtagWithoutQuotes() {
    RecordSet made =
        RecordSet.of(
            DnsOperations.A,
            Recorded.answer("dns-record-put-201-if-none-match", DnsOperations.A.put()));
    assertThat(made.etag()).isEqualTo("ef2779df-4556-429e-8f9c-dc8c0e9ac58a");
    assertThat(made.addresses()).containsExactly("10.0.0.10");
    assertThat(made.ttlSeconds()).isEqualTo(3600);
    assertThat(made.owner()).isEmpty();
  }

  @Test
  void aRecordSetOfTheOfficialExamplesHasItInTheBody() {
    RecordSet read =
        RecordSet.of(
            DnsOperations.A, Recorded.example("GetARecordset.json", DnsOperations.A.get()));
    assertThat(read.etag()).isEqualTo("00000000-0000-0000-0000-000000000000");
    assertThat(read.addresses()).containsExactly("127.0.0.1");
    assertThat(read.metadata()).containsEntry("key1", "value1");
  }

  /** The one form of errors that Azure DNS has for itself. */
  @Test
  void aRecordThatThereIsNotIsMissingAndSaidInItsWords() {
    ArmAnswer answer = Recorded.answer("dns-record-get-404-flat-error", DnsOperations.A.get());
    assertThat(answer.missing()).isTrue();
    assertThat(answer.error().code()).isEqualTo("NotFound");
    assertThat(answer.error().message()).startsWith("The resource record 'myrsa' does not exist");
  }

  @Test
  void aRemovalIsWellWithoutABody() {
    assertThat(Recorded.answer("dns-record-delete-200-then-204", DnsOperations.A.delete()).good())
        .isTrue();
  }
}
