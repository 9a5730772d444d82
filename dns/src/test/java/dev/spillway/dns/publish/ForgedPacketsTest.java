package dev.spillway.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.dns.engine.Engines;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.Rcode;

/** Packets that pretend to be signed: each gets an answer and ends nothing. */
class ForgedPacketsTest {
  private static final String SHOP = "0473686f70076578616d706c6503636f6d00";

  /** TC is set, so that a library may keep a mistake in a record to itself. */
  private static final String HEAD = "12340200000100000000";

  /** A TSIG of nothing: no algorithm, no time, no signature. */
  private static final String EMPTY_TSIG = "0000fa00ff000000000000";

  /** A name that is a pointer to itself, in place of a key's. */
  private static final String LOOP = "c02200fa00ff000000000000";

  @TempDir Path folder = Path.of("");

  private static byte[] packet(String type, String tail) {
    return HexFormat.of().parseHex(HEAD + "0001" + SHOP + type + "0001" + tail);
  }

  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void aForgedTsigEndsNoWorker(Engines.Kind kind) throws Exception {
    try (Siege siege = new Siege(folder, kind)) {
      for (String tail : List.of(EMPTY_TSIG, LOOP)) {
        byte[] forged = packet("0001", tail);
        for (int i = 0; i < 10; i++) {
          assertThat(siege.ask(forged)[3] & 15).isEqualTo(Rcode.FORMERR);
        }
      }
      siege.assertUnharmed();
    }
  }

  @ParameterizedTest
  @EnumSource(Engines.Kind.class)
  void aForgedTransferEndsNoConnectionThread(Engines.Kind kind) throws Exception {
    try (Siege siege = new Siege(folder, kind)) {
      for (String type : List.of("0001", "00fb", "00fc")) {
        byte[] forged = packet(type, EMPTY_TSIG);
        List<byte[]> answers = siege.stream(Siege.framed(forged));
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()[3] & 15).isEqualTo(Rcode.FORMERR);
      }
      siege.assertUnharmed();
    }
  }
}
