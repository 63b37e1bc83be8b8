package dev.weir.alerting.rule;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.AtomicFile;
import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds and reads the configured rule files: paths, or patterns with `*`, `?` and `[...]` in any
/// part of the path. Files that two patterns find are read once. Stateless; any thread.
public final class RuleLoader {
  /// Files read at most; more is a pattern that caught the wrong folder.
  static final int MAX_FILES = 1_000;

  /// Bytes read at most, of all files together.
  static final long MAX_BYTES = 32L << 20;

  private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

  private final Files files;
  private final List<String> patterns;

  public RuleLoader(Files files, List<String> patterns) {
    this.files = files;
    this.patterns = List.copyOf(patterns);
  }

  /// Reads every file and parses it.
  public RuleSet load() {
    return load(Map.of());
  }

  /// Reads every file; those that are as in `known`, by path, are not parsed again.
  public RuleSet load(Map<String, RuleFile> known) {
    var unread = new ArrayList<RuleProblem>();
    var paths = new TreeSet<String>();
    for (String pattern : patterns) {
      find(pattern, paths, unread);
    }
    if (paths.size() > MAX_FILES) {
      unread.add(
          RuleProblem.ofFile(
              "alerting.rules", "too many files: " + paths.size() + ", limit " + MAX_FILES));
    }
    // no file is gone because there are too many: those that are left out go on as they were
    paths.stream()
        .skip(MAX_FILES)
        .forEach(path -> unread.add(RuleProblem.ofFile(path, "too many files")));
    var read = new ArrayList<RuleFile>();
    long bytes = 0;
    for (String path : paths.stream().limit(MAX_FILES).toList()) {
      try {
        String text = read(path);
        bytes += text.length();
        if (bytes > MAX_BYTES) {
          unread.add(RuleProblem.ofFile(path, "rule files too large together: limit " + MAX_BYTES));
          continue;
        }
        RuleFile before = known.get(path);
        boolean isSame = before != null && before.digest().equals(RuleFileParser.digest(text));
        read.add(isSame ? before : RuleFileParser.parse(path, text));
      } catch (IOException e) {
        unread.add(RuleProblem.ofFile(path, reason(e)));
      }
    }
    return new RuleSet(read, unread);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case CharacterCodingException coding -> "not UTF-8";
      case java.nio.file.NoSuchFileException absent -> "no such file";
      case java.nio.file.AccessDeniedException denied -> "may not be read";
      default -> "cannot be read: " + e.getMessage();
    };
  }

  private String read(String path) throws IOException {
    ByteBuffer bytes;
    try {
      bytes = AtomicFile.read(files, Path.of(path), RuleFileParser.MAX_FILE_BYTES);
    } catch (CorruptDataException e) {
      throw new IOException("file too large: limit " + RuleFileParser.MAX_FILE_BYTES + " bytes", e);
    }
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private void find(String pattern, Set<String> into, List<RuleProblem> unread) {
    if (!WILDCARD.matcher(pattern).find()) {
      into.add(pattern);
      return;
    }
    try {
      Path whole = Path.of(pattern);
      Path root = whole.getRoot();
      expand(root == null ? Path.of("") : root, whole, 0, into);
    } catch (IOException e) {
      unread.add(RuleProblem.ofFile(pattern, reason(e)));
    } catch (PatternSyntaxException | java.nio.file.InvalidPathException e) {
      unread.add(RuleProblem.ofFile(pattern, "not a pattern: " + e.getMessage()));
    }
  }

  private void expand(Path directory, Path pattern, int index, Set<String> into)
      throws IOException {
    boolean isLast = index == pattern.getNameCount() - 1;
    String part = pattern.getName(index).toString();
    if (!WILDCARD.matcher(part).find()) {
      Path next = directory.resolve(part);
      if (!isLast) {
        expand(next, pattern, index + 1, into);
      } else if (files.exists(next)) {
        into.add(next.toString());
      }
      return;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
    for (Path name : files.list(directory)) {
      if (matcher.matches(name.getFileName()) && into.size() <= MAX_FILES) {
        Path next = directory.resolve(name);
        if (isLast) {
          into.add(next.toString());
        } else if (java.nio.file.Files.isDirectory(next)) {
          expand(next, pattern, index + 1, into);
        }
      }
    }
  }
}
