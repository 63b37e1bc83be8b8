package dev.weir.agents.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Space of the mounted file systems. Only file systems on local disks and in memory: asking a
/// network file system whose server is gone would hang for ever.
final class FilesystemSampler {
  private static final Set<String> LOCAL =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "zfs",
          "f2fs",
          "jfs",
          "reiserfs",
          "vfat",
          "exfat",
          "ntfs3",
          "bcachefs",
          "tmpfs",
          "overlay");

  /// More mounts than this are not reported: a container host can have thousands.
  private static final int MAX_MOUNTS = 64;

  private final Path mounts;

  FilesystemSampler(Path proc) {
    this.mounts = proc.resolve("self/mounts");
  }

  void sample(HostSink sink) {
    List<String> lines;
    try {
      lines = Files.readAllLines(mounts, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return;
    }
    var seen = new HashSet<String>();
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words.length >= 4
          && LOCAL.contains(words[2])
          && !isIgnored(words[1])
          && seen.size() < MAX_MOUNTS
          && seen.add(words[1])) {
        mount(words, sink);
      }
    }
  }

  private static boolean isIgnored(String mountPoint) {
    return mountPoint.matches("/(dev|proc|sys|run/credentials|var/lib/(docker|containers))(/.*)?");
  }

  private static void mount(String[] words, HostSink sink) {
    String mountPoint = unescape(words[1]);
    try {
      FileStore store = Files.getFileStore(Path.of(mountPoint));
      if (store.getTotalSpace() == 0) {
        return;
      }
      List<String> labels =
          List.of("device", unescape(words[0]), "fstype", words[2], "mountpoint", mountPoint);
      sink.value("node_filesystem_size_bytes", labels, store.getTotalSpace());
      sink.value("node_filesystem_free_bytes", labels, store.getUnallocatedSpace());
      sink.value("node_filesystem_avail_bytes", labels, store.getUsableSpace());
      boolean readOnly = words[3].equals("ro") || words[3].startsWith("ro,");
      sink.value("node_filesystem_readonly", labels, readOnly ? 1 : 0);
    } catch (IOException | SecurityException e) {
      // a mount point we may not look at: others have the same silence from df
    }
  }

  /// The kernel writes blanks, tabs, line ends and backslashes as octal.
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
