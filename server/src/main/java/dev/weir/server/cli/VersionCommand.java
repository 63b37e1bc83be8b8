package dev.weir.server.cli;

import dev.weir.server.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir version`.
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the versions of Weir and of the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().printf("weir %s (Java %s)%n", Version.current(), Runtime.version());
    return 0;
  }
}
