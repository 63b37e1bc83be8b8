package dev.weir.server.auth;

/// What became of the credentials of a request.
public sealed interface Outcome {
  /// There were none.
  record Absent() implements Outcome {}

  /// They are somebody's.
  record Accepted(Principal caller) implements Outcome {}

  /// They are nobody's, or could not be read.
  record Wrong() implements Outcome {}

  /// They were not looked at: too many wrong ones came from the same address.
  record Blocked(long seconds) implements Outcome {}

  /// They were not looked at: too many passwords are being checked.
  record Busy() implements Outcome {}

  /// To tell takes a time in which an I/O thread must not be held.
  record Slow() implements Outcome {}

  Outcome ABSENT = new Absent();
  Outcome WRONG = new Wrong();
  Outcome BUSY = new Busy();
  Outcome SLOW = new Slow();
}
