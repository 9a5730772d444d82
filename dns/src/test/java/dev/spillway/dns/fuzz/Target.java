package dev.spillway.dns.fuzz;

import dev.spillway.dns.answer.AnswerTarget;
import dev.spillway.dns.publish.FeedTarget;
import dev.spillway.dns.transfer.SealerTarget;
import dev.spillway.dns.zone.ImageTarget;
import dev.spillway.dns.zone.ZoneFileTarget;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What reads bytes from others, with the classes whose branches lead the changes. */
enum Target {
  ANSWER(AnswerTarget.class, Target.OURS, Queries.MOST_BYTES, AnswerTarget::seeds),
  SEALER(SealerTarget.class, Target.OURS, Queries.MOST_BYTES, SealerTarget::seeds),
  FEED(FeedTarget.class, Target.OURS, FeedTarget.MOST_BYTES, FeedTarget::seeds),
  ZONE_FILE(
      ZoneFileTarget.class,
      Target.OURS + ":org.xbill.DNS.**",
      ZoneFileTarget.MOST_BYTES,
      ZoneFileTarget::seeds),
  IMAGE(ImageTarget.class, Target.OURS, ImageTarget.MOST_BYTES, ImageTarget::seeds);

  static final String OURS = "dev.spillway.dns.**";

  final Class<?> type;
  final String followed;
  final int mostBytes;
  private final Supplier<List<byte[]>> seeds;

  /**
   * @param type with a method {@code fuzzerTestOneInput(byte[])}
   * @param followed patterns of class names, with colons between them
   */
  Target(Class<?> type, String followed, int mostBytes, Supplier<List<byte[]>> seeds) {
    this.type = type;
    this.followed = followed;
    this.mostBytes = mostBytes;
    this.seeds = seeds;
  }

  /** Of its corpus; also the name of its resource. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<byte[]> seeds() {
    return seeds.get();
  }
}
