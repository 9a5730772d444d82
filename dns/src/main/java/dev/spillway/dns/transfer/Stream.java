package dev.spillway.dns.transfer;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;

/** The messages of one transfer, made as they are sent; each is signed (RFC 8945 section 5.3.1). */
final class Stream implements Iterable<byte[]> {
  /** Large enough to be few, small enough to be sent at once. */
  private static final int MOST_BYTES = 16_000;

  private static final int HEADER = 12;
  private static final int QR_AA = 0x8400;

  private final Message query;
  private final TransferKey key;
  private final TSIGRecord asked;
  private final List<ByteBuffer> records;

  Stream(Message query, TransferKey key, TSIGRecord asked, List<ByteBuffer> records) {
    this.query = query;
    this.key = key;
    this.asked = asked;
    this.records = records;
  }

  @Override
  public Iterator<byte[]> iterator() {
    return new Iterator<>() {
      private int at;
      private @Nullable TSIGRecord before;

      @Override
      public boolean hasNext() {
        return at < records.size();
      }

      @Override
      public byte[] next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        boolean first = before == null;
        byte[] question = first ? question() : new byte[0];
        int from = at;
        int size = HEADER + question.length;
        while (at < records.size()
            && (at == from || size + records.get(at).remaining() <= MOST_BYTES)) {
          size += records.get(at++).remaining();
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putShort((short) query.getHeader().getID()).putShort((short) QR_AA);
        out.putShort((short) (first ? 1 : 0)).putShort((short) (at - from)).putInt(0).put(question);
        records.subList(from, at).forEach(record -> out.put(record.duplicate()));
        return signed(out.array(), first);
      }

      private byte[] signed(byte[] message, boolean first) {
        Message head = new Message(query.getHeader().getID());
        TSIGRecord tsig =
            key.tsig().generate(head, message, 0, before == null ? asked : before, first);
        before = tsig;
        return Tsigs.append(message, tsig);
      }
    };
  }

  private byte[] question() {
    return java.util.Objects.requireNonNull(query.getQuestion()).toWire(Section.QUESTION);
  }
}
