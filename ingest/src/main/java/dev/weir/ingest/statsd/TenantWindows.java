package dev.weir.ingest.statsd;

import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.decode.Scan;
import java.util.List;

/// The open windows of one tenant: takes in what the parser finds. The apply thread's.
final class TenantWindows implements StatsdParser.Sink {
  final CounterSlots counters = new CounterSlots();
  final TimerSlots timers;
  final GaugeSlots gauges = new GaugeSlots();
  final SetSlots sets;
  private final List<Slots> kinds;

  private final StatsdSettings.Limits limits;
  private final StatsdNames names;
  private final MemberHash memberHash;
  private final StatsdMetrics metrics;
  private final EventLineSink events;

  // the daemon's own counters for the window
  private double packets;
  private double lines;
  private double badLines;

  // the payload and line being parsed
  private Payload payload = new Payload();
  private byte[] bytes = new byte[0];
  private int end;
  private Refusals refusals = new Refusals();
  private int nameOffset;
  private int nameLength;
  private int tagsOffset;
  private int tagsLength;
  private boolean isHashed;
  private long keyHigh;
  private long keyLow;

  TenantWindows(
      StatsdSettings settings,
      StatsdNames names,
      MemberHash memberHash,
      DoublePool pool,
      StatsdMetrics metrics,
      EventLineSink events) {
    this.limits = settings.limits();
    this.names = names;
    this.memberHash = memberHash;
    this.metrics = metrics;
    this.events = events;
    timers = new TimerSlots(limits.exactTimerValues(), pool);
    sets = new SetSlots(limits.setMembers());
    kinds = List.of(counters, timers, gauges, sets);
  }

  /// Takes in one datagram or a chunk of a stream.
  void apply(Payload source, Refusals counted) {
    payload = source;
    bytes = source.bytes();
    end = source.offset() + source.length();
    refusals = counted;
    packets++;
    StatsdParser.parse(bytes, source.offset(), source.length(), this);
  }

  @Override
  public boolean event(int offset, int length) {
    return events.accept(payload, offset, length);
  }

  @Override
  public void line(int nameOffset, int nameLength, int tagsOffset, int tagsLength) {
    lines++;
    this.nameOffset = nameOffset;
    this.nameLength = nameLength;
    this.tagsOffset = tagsOffset;
    this.tagsLength = tagsLength;
    isHashed = false;
  }

  @Override
  public void counter(double amount) {
    int slot = slot(counters);
    if (slot >= 0) {
      counters.add(slot, amount);
    }
  }

  @Override
  public void timer(double value, double weight) {
    int slot = slot(timers);
    if (slot >= 0 && !timers.add(slot, value, weight)) {
      metrics.overTimerValues.increment();
    }
  }

  @Override
  public void gauge(double value, boolean isSigned) {
    int slot = slot(gauges);
    if (slot >= 0) {
      gauges.set(slot, value, isSigned);
    }
  }

  @Override
  public void member(int offset, int length) {
    int slot = slot(sets);
    if (slot < 0) {
      return;
    }
    long high = memberHash.high(bytes, offset, length);
    long low = memberHash.low(bytes, offset, length);
    if (!sets.add(slot, high, low)) {
      metrics.overSetMembers.increment();
    }
  }

  @Override
  public void bad(Malformed reason) {
    badLines++;
    refuse(reason);
  }

  private void refuse(Malformed reason) {
    int lineEnd = Scan.indexOf(bytes, nameOffset, end, (byte) '\n');
    refusals.add(reason, bytes, nameOffset, lineEnd - nameOffset);
  }

  private int slot(Slots kind) {
    if (!isHashed) {
      keyHigh = KeyHash.high(bytes, nameOffset, nameLength);
      keyLow = KeyHash.low(bytes, nameOffset, nameLength);
      if (tagsLength > 0) {
        keyHigh = KeyHash.combine(keyHigh, KeyHash.high(bytes, tagsOffset, tagsLength));
        keyLow = KeyHash.combine(keyLow, KeyHash.low(bytes, tagsOffset, tagsLength));
      }
      isHashed = true;
    }
    int slot = kind.find(keyHigh, keyLow);
    return slot >= 0 ? slot : slotSlow(kind);
  }

  private int slotSlow(Slots kind) {
    if (nameLength + tagsLength > limits.nameBytes()) {
      refuse(Malformed.TOO_LONG);
      return -1;
    }
    String key = names.key(bytes, nameOffset, nameLength, tagsOffset, tagsLength);
    int slot = kind.findName(key, keyHigh, keyLow);
    if (slot >= 0) {
      return slot;
    }
    if (live() >= limits.names()) {
      metrics.overNames.increment();
      return -1;
    }
    slot = kind.define(key);
    kind.alias(keyHigh, keyLow, slot);
    return slot;
  }

  double packets() {
    return packets;
  }

  double lines() {
    return lines;
  }

  double badLines() {
    return badLines;
  }

  /// Names of all kinds.
  int live() {
    return counters.live() + timers.live() + gauges.live() + sets.live();
  }

  /// Starts the next window; forgets names that nobody will see again, and those idle longest
  /// beyond the limit.
  void nextWindow(StatsdSettings.Idle idle) {
    packets = 0;
    lines = 0;
    badLines = 0;
    for (Slots kind : kinds) {
      kind.nextWindow();
    }
    int forgotten = 0;
    if (idle.deleteGauges()) {
      for (int slot = 0; slot < gauges.end(); slot++) {
        if (gauges.isLive(slot) && gauges.idleFlushes(slot) + 1 >= idle.gaugeFlushes()) {
          gauges.unset(slot);
        }
      }
    }
    int excess = countIdle(1) - limits.idleNames();
    if (excess > 0) {
      int longest = longestIdle(excess);
      for (Slots kind : kinds) {
        forgotten += kind.forgetIdle(longest);
      }
      metrics.forgottenNames.add(forgotten);
    }
  }

  /// The largest age that at least `atLeast` names have reached.
  private int longestIdle(int atLeast) {
    int low = 1;
    int high = Integer.MAX_VALUE;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (countIdle(middle) >= atLeast) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int countIdle(int flushes) {
    int count = 0;
    for (Slots kind : kinds) {
      count += kind.countIdle(flushes);
    }
    return count;
  }

  void write(SnapshotWriter out) {
    out.putDouble(packets);
    out.putDouble(lines);
    out.putDouble(badLines);
    for (Slots kind : kinds) {
      kind.write(out);
    }
  }

  void read(SnapshotReader in) {
    packets = in.float64();
    lines = in.float64();
    badLines = in.float64();
    for (Slots kind : kinds) {
      kind.read(in);
    }
  }
}
