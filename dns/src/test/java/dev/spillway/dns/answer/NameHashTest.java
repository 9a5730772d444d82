package dev.spillway.dns.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameHashTest {
  @Test
  void eightBytesAreLoweredAsEachOfThemIs() {
    for (int b = 0; b < 256; b++) {
      for (int place = 0; place < 64; place += 8) {
        long others = 0x5B41_4080_5A7A_E161L & ~(0xFFL << place);
        long lowered = Lower.of(others | (long) b << place);
        assertThat((byte) (lowered >>> place)).isEqualTo(Lower.of((byte) b));
        assertThat(lowered & ~(0xFFL << place))
            .isEqualTo(0x5B61_4080_7A7A_E161L & ~(0xFFL << place));
      }
    }
  }

  @Test
  void aNameIsLoweredInACopyWhateverItsLength() {
    byte[] from = "#WWW.Example-Z[@`{.TEST.AND.MORE".getBytes(StandardCharsets.US_ASCII);
    byte[] lower = "www.example-z[@`{.test.and.more".getBytes(StandardCharsets.US_ASCII);
    for (int length = 0; length <= lower.length; length++) {
      byte[] to = new byte[lower.length];
      Lower.copy(from, 1, to, length);
      assertThat(to).isEqualTo(Arrays.copyOf(Arrays.copyOf(lower, length), lower.length));
    }
  }

  @Test
  void upperAndLowerCaseHashAlike() {
    byte[] upper = "\3WWW\15SHOP-OF-THE-Z\7EXAMPLE\4TEST\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] lower = "\3www\15shop-of-the-z\7example\4test\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(NameHash.of(upper)).isEqualTo(NameHash.of(lower));
  }

  @Test
  void aLabelOnTopIsHashedOnTopOfTheNameAbove() {
    int above = NameHash.of(Names.wire("example.test"));
    byte[] longer = Names.wire("www.example.test");
    assertThat(NameHash.of(above, longer, 0)).isEqualTo(NameHash.of(longer));
  }

  @Test
  void whereLabelsEndCounts() {
    assertThat(NameHash.of(Names.wire("ab.c"))).isNotEqualTo(NameHash.of(Names.wire("a.bc")));
    assertThat(NameHash.of(Names.wire("abc"))).isNotEqualTo(NameHash.of(Names.wire("a.b.c")));
  }

  /** Each bit of a label of any length counts: one changed byte never hashed alike here. */
  @Test
  void everyByteCounts() {
    Random random = new Random(5);
    for (int size = 1; size <= 63; size++) {
      byte[] name = new byte[size + 2];
      name[0] = (byte) size;
      for (int i = 1; i <= size; i++) {
        name[i] = (byte) ('a' + random.nextInt(26));
      }
      int hash = NameHash.of(name);
      for (int i = 1; i <= size; i++) {
        byte[] other = name.clone();
        other[i] = '-';
        assertThat(NameHash.of(other)).as("byte %d of %d", i, size).isNotEqualTo(hash);
      }
    }
  }

  /** Of 200,000 random numbers of 32 bits some 4.7 are alike. */
  @Test
  void namesThatAreNumberedSpread() {
    Set<Integer> hashes = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      int hash = NameHash.of(Names.wire("app%05d.example.test".formatted(i)));
      hashes.add(hash);
      places.add(hash & (1 << 18) - 1);
    }
    assertThat(200_000 - hashes.size()).isLessThan(20);
    // of n places as many are hit as chance has it: n (1 - e^(-200,000/n)), here 139,900
    assertThat(places.size()).isBetween(138_500, 141_500);
  }
}
