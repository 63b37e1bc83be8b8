package dev.weir.server.cli;

import dev.weir.server.auth.PasswordHash;
import dev.weir.server.auth.Tokens;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir auth hash|token`.
@Command(
    name = "auth",
    mixinStandardHelpOptions = true,
    description = "Makes what auth.users and auth.tokens keep.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuthCommand.Hash.class, AuthCommand.Token.class})
final class AuthCommand implements Callable<Integer> {
  private static final int MAX_PASSWORD_CHARS = 256;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /// `weir auth hash`.
  @Command(
      name = "hash",
      mixinStandardHelpOptions = true,
      description = {
        "Reads a password, from the terminal without showing it, else the first line of standard",
        "input, and prints the password_hash of an entry of auth.users."
      })
  static final class Hash implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      String password = password();
      if (password == null || password.isEmpty() || password.length() > MAX_PASSWORD_CHARS) {
        throw new Commands.Failure("a password has 1 to " + MAX_PASSWORD_CHARS + " characters");
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(PasswordHash.of(password).format());
      out.flush();
      return 0;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal
    private static @Nullable String password() throws IOException {
      Console console = System.console();
      if (console == null || !console.isTerminal()) {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return in.readLine();
      }
      char[] first = console.readPassword("password: ");
      char[] second = console.readPassword("once more: ");
      if (first == null || !Arrays.equals(first, second)) {
        throw new Commands.Failure("the two are not the same");
      }
      return new String(first);
    }
  }

  /// `weir auth token`.
  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a random token of 256 bits and prints it, this once, with the token_sha256 of an",
        "entry of auth.tokens: the token is for the sender, its hash for the configuration."
      })
  static final class Token implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
      String token = Tokens.random();
      PrintWriter out = spec.commandLine().getOut();
      out.println("token:        " + token);
      out.println("token_sha256: " + Tokens.sha256Hex(token));
      out.flush();
      return 0;
    }
  }
}
