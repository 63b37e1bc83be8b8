package dev.weir.ingest.syslog;

/// What stands in front of the text of one message: where its parts are in the payload. A part that
/// is absent has the length 0. One message, one thread.
final class Header {
  /// Facility `user`, severity `notice`: what a message without a valid priority gets (RFC 3164,
  /// 4.3.3).
  static final int DEFAULT_PRIORITY = 13;

  int priority = DEFAULT_PRIORITY;

  /// Epoch nanoseconds; meaningful when `hasTime`.
  long timeNs;

  boolean hasTime;
  int hostAt;
  int hostLength;
  int appAt;
  int appLength;
  int pidAt;
  int pidLength;
  int messageIdAt;
  int messageIdLength;

  /// Structured data, checked, brackets included.
  int dataAt;

  int dataEnd;

  /// Where the text begins.
  int textAt;

  int facility() {
    return priority >> 3;
  }

  int severity() {
    return priority & 7;
  }

  void time(long ns) {
    timeNs = ns;
    hasTime = true;
  }

  void host(int from, int to) {
    hostAt = from;
    hostLength = to - from;
  }

  void app(int from, int to) {
    appAt = from;
    appLength = to - from;
  }

  void pid(int from, int to) {
    pidAt = from;
    pidLength = to - from;
  }

  void messageId(int from, int to) {
    messageIdAt = from;
    messageIdLength = to - from;
  }

  void data(int from, int to) {
    dataAt = from;
    dataEnd = to;
  }
}
