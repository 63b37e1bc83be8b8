package dev.weir.server;

import dev.weir.server.cli.Commands;

/// Entry point of the program; the launcher script `weir` starts it.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.setProperty("org.jboss.logging.provider", "slf4j");
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    String rehearsal = System.getProperty("weir.rehearsal");
    int exitCode = rehearsal != null ? Rehearsal.run(rehearsal) : Commands.run(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
