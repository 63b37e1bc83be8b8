import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Builds the browser frontend with npm and puts it where the module's jar is made from; does
/// nothing when no input changed since the last time.
///
/// ```
/// java build/Ui.java WEB_UI_FOLDER on|off
/// ```
///
/// `off` leaves the frontend out: the server then says so on its start page. Exit code 1 with one
/// sentence when npm is missing or the build fails.
public final class Ui {
  private static final List<String> INPUTS =
      List.of(
          ".npmrc",
          "package.json",
          "package-lock.json",
          "tsconfig.json",
          "vite.config.ts",
          "index.html",
          "public",
          "src");

  private final Path folder;

  private Ui(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    var ui = new Ui(Path.of(args[0]).toAbsolutePath());
    if (args[1].equals("off")) {
      delete(ui.folder.resolve("target/classes/weir-ui"));
      System.out.println("ui: left out (-Dui=off)");
      return;
    }
    ui.build();
  }

  private void build() throws IOException, InterruptedException, NoSuchAlgorithmException {
    Path stamp = folder.resolve("target/ui.inputs");
    Path out = folder.resolve("target/ui");
    String inputs = hash();
    if (!Files.exists(out.resolve("index.html")) || !inputs.equals(textOf(stamp))) {
      Files.createDirectories(stamp.getParent());
      Files.deleteIfExists(stamp);
      if (!run("npm", "--version")) {
        fail(
            "the user interface needs npm: install Node.js 20 or later, or leave it out with"
                + " -Dui=off");
      }
      if (!run("npm", "ci") || !run("npm", "run", "-s", "build")) {
        fail("the user interface did not build, see above; leave it out with -Dui=off");
      }
      Files.writeString(stamp, inputs);
    }
    copy(out, folder.resolve("target/classes/weir-ui"));
  }

  private static String textOf(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private String hash() throws IOException, NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    for (String input : INPUTS) {
      try (Stream<Path> files = Files.walk(folder.resolve(input))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String name = folder.relativize(file) + "\n" + Files.size(file) + "\n";
          digest.update(name.getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private boolean run(String... command) throws InterruptedException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    String[] whole = command.clone();
    whole[0] = windows ? command[0] + ".cmd" : command[0];
    try {
      return new ProcessBuilder(whole).directory(folder.toFile()).inheritIO().start().waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    delete(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void fail(String sentence) {
    System.err.println("ui: " + sentence);
    System.exit(1);
  }
}
