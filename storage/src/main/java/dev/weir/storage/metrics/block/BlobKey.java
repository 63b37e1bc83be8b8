package dev.weir.storage.metrics.block;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a blob. `version` is unique in the store; the other two are for people and for
/// stores that partition by them.
///
/// @param startMs start of the time range that the blob covers
/// @param level how often it was compacted upwards
/// @param version number of the blob, in order of creation
record BlobKey(long startMs, int level, long version) {
  static final String SUFFIX = ".block";

  private static final Pattern NAME = Pattern.compile("(-?\\d{1,18})-(\\d)-(\\d{1,18})\\.block");

  String fileName() {
    return startMs + "-" + level + "-" + version + SUFFIX;
  }

  /// The key whose file is called `name`; null for other files.
  static @Nullable BlobKey ofFileName(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    return new BlobKey(
        Long.parseLong(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }
}
