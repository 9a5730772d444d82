package dev.spillway.dns.publish;

import dev.spillway.core.SteeredHost;
import dev.spillway.dns.Rows;
import dev.spillway.dns.TableText;
import dev.spillway.dns.zone.ImageBytes;
import dev.spillway.dns.zone.ImageSet;
import dev.spillway.dns.zone.ZoneImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node is to take over at once: rows, and the images that hold the signatures of their
 * answers. As bytes: one that says what is whole, the length of the images in four, the images, the
 * rows as table text. Immutable.
 */
final class Update {
  private static final int WHOLE_ROWS = 1;
  private static final int WHOLE_IMAGES = 2;

  private final Rows rows;
  private final boolean wholeRows;
  private final List<ZoneImage> images;
  private final boolean wholeImages;
  private byte @Nullable [] written;

  /**
   * @param rows at the version that the table has afterwards
   * @param wholeRows true when there are no others
   * @param images by zone, the changed ones or all
   * @param wholeImages true when there are no others
   */
  Update(Rows rows, boolean wholeRows, Collection<ZoneImage> images, boolean wholeImages) {
    this.rows = rows;
    this.wholeRows = wholeRows;
    this.images = List.copyOf(images);
    this.wholeImages = wholeImages;
  }

  /**
   * One step of the table.
   *
   * @param changed the row that was set; empty when rows have gone
   * @param images that have changed with it
   */
  static Update step(Rows now, Optional<SteeredHost> changed, Collection<ZoneImage> images) {
    return new Update(
        changed.map(row -> Rows.of(now.version(), row)).orElse(now),
        changed.isEmpty(),
        images,
        false);
  }

  Rows rows() {
    return rows;
  }

  boolean wholeRows() {
    return wholeRows;
  }

  List<ZoneImage> images() {
    return images;
  }

  boolean wholeImages() {
    return wholeImages;
  }

  /** Written once for all nodes that get it. */
  synchronized byte[] bytes() {
    if (written == null) {
      byte[] zones = ImageBytes.write(new ImageSet(rows.version(), images));
      byte[] text = TableText.write(rows);
      written =
          ByteBuffer.allocate(5 + zones.length + text.length)
              .put((byte) ((wholeRows ? WHOLE_ROWS : 0) | (wholeImages ? WHOLE_IMAGES : 0)))
              .putInt(zones.length)
              .put(zones)
              .put(text)
              .array();
    }
    return written;
  }

  /**
   * @throws IllegalArgumentException when it was cut short or changed
   */
  static Update read(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int whole = in.get();
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("an update holds a length of " + length);
      }
      byte[] zones = new byte[length];
      byte[] text = new byte[in.remaining() - length];
      in.get(zones).get(text);
      return new Update(
          TableText.read(text),
          (whole & WHOLE_ROWS) != 0,
          ImageBytes.read(zones).images(),
          (whole & WHOLE_IMAGES) != 0);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("an update ends too early", e);
    }
  }
}
