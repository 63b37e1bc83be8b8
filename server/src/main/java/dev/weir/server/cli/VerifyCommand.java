package dev.weir.server.cli;

import dev.weir.server.StoreCheck;
import dev.weir.server.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir verify`.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every stored byte back and compares checksums: blocks, log parts, journals, series",
      "catalogue.",
      "Changes nothing. Exit code 0 when all is well, 1 with findings. Takes the same flags as",
      "'serve'; usually only --storage.dir matters. While a server runs, only blocks and log",
      "parts are read."
    })
final class VerifyCommand extends ConfiguredCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    Config config = readConfig();
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<String> problems = StoreCheck.run(config.storage().dir(), out::println);
      problems.forEach(problem -> out.println("damaged: " + problem));
      out.println(problems.isEmpty() ? "all is well" : problems.size() + " findings");
      out.flush();
      return problems.isEmpty() ? 0 : 1;
    } catch (IOException e) {
      throw new Commands.Failure(config.storage().dir() + ": " + e.getMessage());
    }
  }
}
