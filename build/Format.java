import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks or fixes the layout of every Java file below a folder: google-java-format, unused imports
/// removed, imports in order.
///
/// ```
/// java [--add-exports ...] -cp google-java-format.jar:... build/Format.java --check|--fix FOLDER
/// ```
///
/// The build runs it (a forked JDK 25: the formatter needs the compiler of the language level it
/// reads, whatever JDK runs Maven). Generated code (`target`) and `node_modules` are left alone.
/// Files unchanged since the last clean check are skipped: their time is compared with that of
/// `target/format.ok`. Exit code 1 when a file is not as it should be.
public final class Format {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");

  private final boolean fix;
  private final Formatter formatter =
      new Formatter(
          JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());

  private Format(boolean fix) {
    this.fix = fix;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !Set.of("--check", "--fix").contains(args[0])) {
      System.err.println("usage: Format.java --check|--fix FOLDER");
      System.exit(2);
    }
    Path root = Path.of(args[1]).toAbsolutePath().normalize();
    Path stamp = root.resolve("target/format.ok");
    var started = FileTime.from(Instant.now().minusSeconds(2));
    var format = new Format(args[0].equals("--fix"));
    List<String> findings =
        changedSources(root, stamp).parallelStream()
            .map(file -> format.process(root, file))
            .flatMap(Optional::stream)
            .sorted()
            .toList();
    findings.forEach(System.err::println);
    if (!findings.isEmpty() && !format.fix) {
      System.err.println(
          "layout: " + findings.size() + " files differ; fix with ./mvnw -N -Pformat");
      System.exit(1);
    }
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, started);
  }

  private static List<Path> changedSources(Path root, Path stamp) throws IOException {
    var since = Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")
                && attributes.lastModifiedTime().compareTo(since) > 0) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private Optional<String> process(Path root, Path file) {
    String name = root.relativize(file).toString();
    try {
      String before = Files.readString(file);
      String after =
          formatter.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE)));
      if (before.equals(after)) {
        return Optional.empty();
      }
      if (fix) {
        Files.writeString(file, after);
      }
      return Optional.of((fix ? "layout fixed: " : "layout: ") + name);
    } catch (FormatterException e) {
      return Optional.of("layout: " + name + ": does not parse: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
