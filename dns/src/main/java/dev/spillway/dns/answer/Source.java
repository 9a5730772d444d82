package dev.spillway.dns.answer;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Where a query came from. One object per worker, filled anew by each query; for one thread. */
public final class Source {
  private static final int V4_NETWORK = 24;
  private static final int V6_NETWORK = 56;

  boolean v4;

  /** An IPv4 address as a number; the first eight bytes of an IPv6 address. */
  long high;

  /** The last eight bytes of an IPv6 address. */
  long low;

  /** An IPv4 address as 32 bits. */
  public void v4(int address) {
    v4 = true;
    high = address & 0xFFFFFFFFL;
    low = 0;
  }

  /** An IPv6 address; one that stands for an IPv4 address becomes that. */
  public void v6(long first, long last) {
    if (first == 0 && last >>> 32 == 0xFFFF) {
      v4((int) last);
      return;
    }
    v4 = false;
    high = first;
    low = last;
  }

  public void set(InetAddress address) {
    if (address instanceof Inet4Address) {
      v4(address.hashCode()); // it is the address itself
    } else {
      byte[] bytes = address.getAddress();
      v6(Bytes.i64(bytes, 0), Bytes.i64(bytes, 8));
    }
  }

  /** Stands for the client: an IPv4 address whole; of an IPv6 address the network. */
  public long client() {
    return high;
  }

  /** Stands for the network that limits are kept for: an IPv4 /24 or an IPv6 /56. */
  public long network() {
    return v4 ? high >>> (32 - V4_NETWORK) : high >>> (64 - V6_NETWORK) | 1L << 62;
  }

  /** This machine itself: such an address cannot be forged from outside. */
  public boolean loopback() {
    return v4 ? high >>> 24 == 127 : high == 0 && low == 1;
  }
}
