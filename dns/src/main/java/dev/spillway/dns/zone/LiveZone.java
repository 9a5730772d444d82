package dev.spillway.dns.zone;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.answer.Rrset;
import dev.spillway.dns.answer.ZoneSource;
import java.util.Collection;
import java.util.List;

/** A zone that is answered from its newest image. Safe for any thread. */
public final class LiveZone implements ZoneSource {
  private volatile ZoneImage image;

  LiveZone(ZoneImage image) {
    this.image = image;
  }

  public ZoneImage image() {
    return image;
  }

  void image(ZoneImage newest) {
    image = newest;
  }

  @Override
  public byte[] apex() {
    return image.apex();
  }

  @Override
  public Rrset soa(long version) {
    return image.soa();
  }

  @Override
  public List<Rrset> records(Collection<SteeredHost> hosts) {
    return image.body().records();
  }

  @Override
  public List<byte[]> signatures(Rrset answer) {
    return image.signatures(answer);
  }

  @Override
  public boolean signed() {
    return image.signed();
  }
}
