package org.sealpost.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes that are one value and lie in several places, so that a part which several values share
/// exists once. Nothing is copied before [#join]. `toString` shows the length alone.
public final class Pieces {
  private final List<ByteBuffer> pieces;
  private final int size;

  private Pieces(List<ByteBuffer> pieces) {
    this.pieces = pieces;
    this.size = pieces.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  /// The whole of these, one after the other.
  public static Pieces of(Bytes... parts) {
    List<ByteBuffer> pieces = new ArrayList<>(parts.length);
    for (Bytes part : parts) {
      pieces.add(ByteBuffer.wrap(part.unsafeArray()));
    }
    return new Pieces(pieces);
  }

  /// This, and then from `from` up to `to` of those bytes.
  public Pieces then(Bytes bytes, int from, int to) {
    List<ByteBuffer> more = new ArrayList<>(pieces);
    more.add(ByteBuffer.wrap(bytes.unsafeArray(), from, to - from).slice());
    return new Pieces(more);
  }

  /// This, and then all of that.
  public Pieces then(Pieces others) {
    List<ByteBuffer> more = new ArrayList<>(pieces);
    more.addAll(others.pieces);
    return new Pieces(more);
  }

  public int size() {
    return size;
  }

  /// The pieces in their order, for APIs that only read them; see [Bytes#unsafeArray].
  public List<ByteBuffer> buffers() {
    return pieces.stream().map(ByteBuffer::duplicate).toList();
  }

  /// All of them in one array, which is a copy.
  public Bytes join() {
    ByteBuffer whole = ByteBuffer.allocate(size);
    buffers().forEach(whole::put);
    return Bytes.wrap(whole.array());
  }

  @Override
  public String toString() {
    return "Pieces[" + size + "]";
  }
}
