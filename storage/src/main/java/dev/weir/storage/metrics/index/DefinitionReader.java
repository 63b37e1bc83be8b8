package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Goes through the series definitions of groups, one after the other, without making objects per
/// series: labels come as numbers of the group's pairs, pairs as places in the bytes. Everything is
/// checked; bad content is a [CorruptDataException]. One thread.
public final class DefinitionReader {
  private final ByteReader in = new ByteReader();
  private Tenant tenant = Tenant.DEFAULT;
  private long group;
  private int remaining;
  private int id;
  private int shard;
  private int labelCount;
  private int[] labels = new int[64]; // pair numbers, from 0
  private int pairCount;
  private int[] pairNames = new int[256];
  private int[] valueStarts = new int[256];
  private int[] valueLengths = new int[256];
  private int nameCount;
  private int[] nameStarts = new int[64];
  private int[] nameLengths = new int[64];

  DefinitionReader() {}

  /// Goes on with the payload of another group.
  DefinitionReader reset(byte[] bytes, int offset, int length) {
    in.reset(bytes, offset, length);
    group++;
    pairCount = 0;
    nameCount = 0;
    id = -1;
    String name = in.text("tenant name");
    if (!Tenant.isValid(name)) {
      throw new CorruptDataException("bad tenant name in series definitions");
    }
    if (!tenant.name().equals(name)) {
      tenant = new Tenant(name);
    }
    remaining = in.fixedInt();
    if (remaining < 1 || remaining > in.remaining()) {
      throw new CorruptDataException("bad series count: " + remaining);
    }
    return this;
  }

  /// Moves to the next series of the group; false when there is none.
  boolean next() {
    if (remaining == 0) {
      if (in.remaining() > 0) {
        throw new CorruptDataException("bytes after the last series: " + in.remaining());
      }
      return false;
    }
    remaining--;
    long next = id + 1L + in.signed();
    if (next < 0 || next >= Integer.MAX_VALUE) {
      throw new CorruptDataException("bad series id: " + next);
    }
    id = (int) next;
    shard = in.count("shard", 0xffff);
    labelCount = in.count("label count", SeriesLimits.MAX_LABELS);
    if (labelCount > labels.length) {
      labels = new int[labelCount];
    }
    for (int i = 0; i < labelCount; i++) {
      int code = in.count("pair number", pairCount);
      labels[i] = code == 0 ? readPair() : code - 1;
    }
    return true;
  }

  /// Changes with every group: pair and name numbers mean nothing beyond it.
  long group() {
    return group;
  }

  public Tenant tenant() {
    return tenant;
  }

  public int id() {
    return id;
  }

  public int shard() {
    return shard;
  }

  public int labelCount() {
    return labelCount;
  }

  /// The labels as an object of their own.
  public Labels labels() {
    var builder = new LabelsBuilder();
    for (int i = 0; i < labelCount; i++) {
      builder.set(name(pairNames[labels[i]]), value(labels[i]));
    }
    return builder.build();
  }

  /// Replaces the content of `key` by the key of this series.
  void keyOf(SeriesKey key) {
    byte[] name = tenant.name().getBytes(StandardCharsets.UTF_8);
    key.start();
    key.append(name, 0, name.length);
    for (int i = 0; i < labelCount; i++) {
      int pair = labels[i];
      key.append(in.array(), nameStarts[pairNames[pair]], nameLengths[pairNames[pair]]);
      key.append(in.array(), valueStarts[pair], valueLengths[pair]);
    }
  }

  /// The number in this group of the pair of label `index`.
  int pair(int index) {
    return labels[index];
  }

  /// Pairs of this group seen so far.
  int pairCount() {
    return pairCount;
  }

  /// Names of this group seen so far.
  int nameCount() {
    return nameCount;
  }

  /// The number in this group of the name of a pair.
  int pairName(int pair) {
    return pairNames[pair];
  }

  /// The text of a name.
  String name(int name) {
    return new String(in.array(), nameStarts[name], nameLengths[name], StandardCharsets.UTF_8);
  }

  /// Where the value of a pair stands in [#bytes()].
  int valueStart(int pair) {
    return valueStarts[pair];
  }

  int valueLength(int pair) {
    return valueLengths[pair];
  }

  byte[] bytes() {
    return in.array();
  }

  private String value(int pair) {
    return new String(in.array(), valueStarts[pair], valueLengths[pair], StandardCharsets.UTF_8);
  }

  private int readPair() {
    int name = in.count("name number", nameCount);
    if (name == 0) {
      if (nameCount == nameStarts.length) {
        nameStarts = Arrays.copyOf(nameStarts, nameCount * 2);
        nameLengths = Arrays.copyOf(nameLengths, nameCount * 2);
      }
      nameLengths[nameCount] = textLength("label name");
      nameStarts[nameCount] = in.position();
      in.skip(nameLengths[nameCount]);
      name = ++nameCount;
    }
    if (pairCount == pairNames.length) {
      pairNames = Arrays.copyOf(pairNames, pairCount * 2);
      valueStarts = Arrays.copyOf(valueStarts, pairCount * 2);
      valueLengths = Arrays.copyOf(valueLengths, pairCount * 2);
    }
    pairNames[pairCount] = name - 1;
    valueLengths[pairCount] = textLength("label value");
    valueStarts[pairCount] = in.position();
    in.skip(valueLengths[pairCount]);
    return pairCount++;
  }

  private int textLength(String what) {
    int length = in.length(what);
    if (length == 0 || length > SeriesLimits.MAX_TEXT_BYTES) {
      throw new CorruptDataException("bad length of a " + what + ": " + length);
    }
    return length;
  }
}
