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
  ANSWER(AnswerTarget.class, Target.OURS, Queries.MOST_BYTES, 500, AnswerTarget::seeds),
  SEALER(SealerTarget.class, Target.OURS, Queries.MOST_BYTES, 150, SealerTarget::seeds),
  FEED(FeedTarget.class, Target.OURS, FeedTarget.MOST_BYTES, 130, FeedTarget::seeds),
  ZONE_FILE(
      ZoneFileTarget.class,
      Target.OURS + ":org.xbill.DNS.**",
      ZoneFileTarget.MOST_BYTES,
      700,
      ZoneFileTarget::seeds),
  IMAGE(ImageTarget.class, Target.OURS, ImageTarget.MOST_BYTES, 100, ImageTarget::seeds);

  static final String OURS = "dev.spillway.dns.**";

  final Class<?> type;
  final String followed;
  final int mostBytes;
  final int leastBranches;
  private final Supplier<List<byte[]>> seeds;

  /**
   * @param type with a method {@code fuzzerTestOneInput(byte[])}
   * @param followed patterns of class names, with colons between them
   * @param leastBranches that a run takes; fewer mean that seeds or agent no longer reach the
   *     parser
   */
  Target(
      Class<?> type,
      String followed,
      int mostBytes,
      int leastBranches,
      Supplier<List<byte[]>> seeds) {
    this.type = type;
    this.followed = followed;
    this.mostBytes = mostBytes;
    this.leastBranches = leastBranches;
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
