package dev.weir.ingest.lines;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON value that becomes a record: its members, flattened, and where it is in the payload.
/// One thread.
final class JsonEvent {
  /// A member that is neither an object nor null. `text` is the value of a string, and what is
  /// written for everything else.
  record Member(String text, boolean isString) {}

  private final int from;
  private int to;
  private final Map<String, Member> members = new LinkedHashMap<>(); // bounded by the payload
  private @Nullable String text;

  JsonEvent(int from) {
    this.from = from;
  }

  /// Where the value begins in the payload.
  int from() {
    return from;
  }

  /// Where it ends.
  int to() {
    return to;
  }

  void endAt(int end) {
    to = end;
  }

  /// Sets a member; the last of equal names wins.
  void put(String name, Member member) {
    members.put(name, member);
  }

  /// Says that this is no object but a string.
  void text(String value) {
    text = value;
  }

  /// The string that this is, when it is one.
  @Nullable String text() {
    return text;
  }

  /// What is left of the members, in order of first occurrence.
  Map<String, Member> members() {
    return members;
  }
}
