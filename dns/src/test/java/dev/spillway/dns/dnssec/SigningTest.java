package dev.spillway.dns.dnssec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.core.SteeredHost;
import dev.spillway.core.Zone;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.World;
import dev.spillway.dns.zone.ZoneBody;
import dev.spillway.dns.zone.ZoneImage;
import dev.spillway.dns.zone.ZoneRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Signatures as dnsjava checks them, and when they are made. */
class SigningTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<SteeredHost> HOSTS = List.of(World.shop(0.3));

  private final KeyRing ring =
      new KeyRing(Phase.STEADY, NOW, SigningKey.make(NOW), Optional.empty());
  private final ZoneRecords content;
  private final Signing signing;

  SigningTest() throws Exception {
    content =
        ZoneRecords.load(
            new Zone(
                "example.com",
                World.ZONE.nameServers(),
                World.ZONE.contact(),
                new Zone.Content(
                    List.of(
                        "mail A 192.0.2.25",
                        "*.wild TXT any",
                        "sub NS ns.sub",
                        "ns.sub A 192.0.2.9",
                        "a.b.c TXT deep"),
                    Optional.empty()),
                true,
                List.of()),
            List.of(World.HOST));
    signing = new Signing(content.origin().toWireCanonical());
  }

  private ZoneImage image(KeyRing keys, Instant now) {
    ZoneBody body = signing.sign(ZoneBody.of(content, HOSTS), HOSTS, keys, now, Signing.RENEW);
    ZoneImage image =
        new ZoneImage(
            signing.signSoa(ZoneImage.soa(content, 7), keys, now, Signing.RENEW), body, true);
    signing.forgetUnused();
    return image;
  }

  private static List<Rrset> all(ZoneImage image) {
    List<Rrset> all = new ArrayList<>(image.body().records());
    all.addAll(image.body().answers());
    all.add(image.soa());
    return all;
  }

  private static Record record(Rrset set, int type, byte[] data) throws Exception {
    return Record.newRecord(
        new Name(set.owner()), type, DClass.IN, set.ttlSeconds(), data.length, data);
  }

  private static List<DNSKEYRecord> keys(ZoneImage image) throws Exception {
    List<DNSKEYRecord> keys = new ArrayList<>();
    for (Rrset set : image.body().records()) {
      for (byte[] data : set.type() == Type.DNSKEY ? set.data() : List.<byte[]>of()) {
        keys.add((DNSKEYRecord) record(set, Type.DNSKEY, data));
      }
    }
    return keys;
  }

  private static int verify(ZoneImage image) throws Exception {
    int verified = 0;
    for (Rrset set : all(image)) {
      RRset plain = new RRset();
      for (byte[] data : set.data()) {
        plain.addRR(record(set, set.type(), data));
      }
      for (byte[] data : set.signatures()) {
        RRSIGRecord signature = (RRSIGRecord) record(set, Type.RRSIG, data);
        for (DNSKEYRecord key : keys(image)) {
          if (key.getFootprint() == signature.getFootprint()) {
            DNSSEC.verify(plain, signature, key, NOW);
            verified++;
          }
        }
      }
    }
    return verified;
  }

  @Test
  void everySetIsSignedButGlueAndDelegations() throws Exception {
    ZoneImage image = image(ring, NOW);
    List<String> unsigned = new ArrayList<>();
    for (Rrset set : all(image)) {
      if (set.signatures().isEmpty()) {
        unsigned.add(new Name(set.owner()) + " " + Type.string(set.type()));
      }
    }
    assertThat(unsigned).containsExactlyInAnyOrder("sub.example.com. NS", "ns.sub.example.com. A");
    assertThat(verify(image)).isEqualTo(all(image).size() - 2);
    assertThat(image.body().answers()).as("two sites, two families").hasSize(4);
  }

  @Test
  void theChainGoesRoundOverAllNamesThatAreOurs() throws Exception {
    TreeMap<Name, Name> next = new TreeMap<>();
    for (Rrset set : image(ring, NOW).body().records()) {
      if (set.type() == Type.NSEC) {
        NSECRecord nsec = (NSECRecord) record(set, Type.NSEC, set.data().getFirst());
        next.put(nsec.getName(), nsec.getNext());
        if (nsec.getName().toString().startsWith("shop.")) {
          assertThat(nsec.getTypes()).containsExactly(Type.A, Type.AAAA, Type.RRSIG, Type.NSEC);
        }
      }
    }
    assertThat(next.keySet().toString())
        .isEqualTo(
            "[example.com., a.b.c.example.com., mail.example.com., ns1.example.com.,"
                + " shop.example.com., sub.example.com., *.wild.example.com.]");
    next.forEach((name, following) -> {
      Name higher = next.higherKey(name);
      assertThat(following).isEqualTo(higher == null ? next.firstKey() : higher);
    });
  }

  @Test
  void signaturesAreKeptLongAndRenewedEarly() {
    ZoneImage first = image(ring, NOW);
    long made = signing.made();
    Instant end = Signing.firstExpiry(first);
    assertThat(end).isAfter(NOW.plus(Duration.ofDays(27)));
    image(ring, NOW.plus(Duration.ofDays(7)));
    assertThat(signing.made()).as("a week later nothing is due").isEqualTo(made);

    ZoneImage renewed = image(ring, end.minus(Signing.RENEW));
    assertThat(signing.made()).as("only what is due").isGreaterThan(made).isLessThan(2 * made);
    assertThat(Signing.firstExpiry(renewed))
        .as("a secondary that loses its primary then has more than its expiry of 14 days")
        .isAfter(end.minus(Signing.RENEW).plusSeconds(ZoneImage.EXPIRE_SECONDS));
  }

  @Test
  void aRowInAHurryRenewsNothingThatStillHolds() {
    ZoneImage first = image(ring, NOW);
    long made = signing.made();
    Instant late = Signing.firstExpiry(first).minus(Signing.RENEW).plus(Duration.ofDays(3));
    signing.sign(ZoneBody.of(content, HOSTS), HOSTS, ring, late, Signing.LEAST);
    signing.forgetUnused();
    assertThat(signing.made()).isEqualTo(made);
    Signing draft = signing.draft();
    draft.sign(ZoneBody.of(content, HOSTS), HOSTS, ring, late, Signing.RENEW);
    draft.forgetUnused();
    assertThat(draft.made()).as("all are due by then").isEqualTo(2 * made - 1);
    signing.sign(ZoneBody.of(content, HOSTS), HOSTS, ring, late, Signing.LEAST);
    assertThat(signing.made()).as("a draft changes nothing beside it").isEqualTo(2 * made - 1);
  }

  @Test
  void anotherRunTakesSignaturesOver() {
    ZoneImage first = image(ring, NOW);
    Signing later = new Signing(content.origin().toWireCanonical());
    later.remember(first);
    ZoneBody body = later.sign(ZoneBody.of(content, HOSTS), HOSTS, ring, NOW, Signing.RENEW);
    assertThat(later.made()).isZero();
    assertThat(body.records()).hasSameSizeAs(first.body().records());
  }

  @Test
  void inARollBothKeysSignTheKeysAndOneSignsTheRest() throws Exception {
    KeyRing rolling = ring.roll(NOW);
    ZoneImage image = image(rolling, NOW);
    for (Rrset set : all(image)) {
      if (!set.signatures().isEmpty()) {
        assertThat(set.signatures()).hasSize(set.type() == Type.DNSKEY ? 2 : 1);
      }
    }
    assertThat(verify(image)).isEqualTo(all(image).size() - 2 + 1);
    KeyRing switched = new KeyRing(Phase.AWAITING_NEXT_DS, NOW, rolling.key(), rolling.next());
    assertThat(verify(image(switched, NOW))).isEqualTo(all(image).size() - 2 + 1);
  }
}
