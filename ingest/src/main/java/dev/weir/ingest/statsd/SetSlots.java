package dev.weir.ingest.statsd;

import java.util.Arrays;

/// Sets of one tenant: distinct members in each window, exact up to a bound.
final class SetSlots extends Slots {
  private final int memberLimit;
  private MemberSet[] sets = new MemberSet[16];

  SetSlots(int memberLimit) {
    this.memberLimit = memberLimit;
  }

  /// Adds a member by its hash; false when the set is full.
  boolean add(int slot, long memberHigh, long memberLow) {
    see(slot);
    MemberSet set = sets[slot];
    if (set == null) {
      set = new MemberSet();
      sets[slot] = set;
    }
    return set.add(memberHigh, memberLow, memberLimit);
  }

  int count(int slot) {
    return sets[slot] == null ? 0 : sets[slot].size();
  }

  @Override
  void resize(int capacity) {
    sets = Arrays.copyOf(sets, capacity);
  }

  @Override
  void resetWindow(int slot) {
    if (sets[slot] != null && isSeen(slot)) {
      sets[slot].clear();
    }
  }

  @Override
  void forget(int slot) {
    Arrays.fill(sets, slot, slot + 1, null);
  }

  @Override
  void writeSlot(SnapshotWriter out, int slot) {
    if (sets[slot] == null) {
      out.putInt(0);
    } else {
      sets[slot].write(out);
    }
  }

  @Override
  void readSlot(SnapshotReader in, int slot) {
    sets[slot] = new MemberSet();
    sets[slot].read(in);
  }
}
