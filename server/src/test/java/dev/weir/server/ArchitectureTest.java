package dev.weir.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/// The rules of the house: who may depend on whom, and which library lives where.
@AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] MODULES = {
    "storage", "ingest", "query", "alerting", "agents", "server"
  };

  /// Modules that `module` must not use: all of ours but itself and `allowed`.
  private static ArchRule uses(String module, String... allowed) {
    DescribedPredicate<JavaClass> ours = resideInAPackage("dev.weir..");
    DescribedPredicate<JavaClass> permitted = resideInAPackage("dev.weir." + module + "..");
    for (String name : allowed) {
      permitted = permitted.or(resideInAPackage("dev.weir." + name + ".."));
    }
    return noClasses()
        .that()
        .resideInAPackage("dev.weir." + module + "..")
        .should()
        .dependOnClassesThat(ours.and(not(permitted)))
        .allowEmptyShould(true)
        .as(module + " uses only " + String.join(", ", allowed) + " of ours");
  }

  /// Classes of `library` are used only in `packages`.
  private static ArchRule livesIn(String library, String... packages) {
    return noClasses()
        .that(not(resideInAnyPackage(packages)))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .allowEmptyShould(true)
        .as(library + " is used only in " + String.join(", ", packages));
  }

  @ArchTest static final ArchRule STORAGE = uses("storage");
  @ArchTest static final ArchRule INGEST = uses("ingest", "storage");
  @ArchTest static final ArchRule QUERY = uses("query", "storage");
  @ArchTest static final ArchRule ALERTING = uses("alerting", "query", "storage");
  @ArchTest static final ArchRule AGENTS = uses("agents");

  @ArchTest
  static final ArchRule DISRUPTOR = livesIn("com.lmax.disruptor..", "dev.weir.ingest.ring..");

  @ArchTest
  static final ArchRule LUCENE = livesIn("org.apache.lucene..", "dev.weir.storage.logs..");

  @ArchTest
  static final ArchRule UNDERTOW =
      livesIn("io.undertow..", "dev.weir..http..", "dev.weir.server..");

  @ArchTest
  static final ArchRule YAML =
      livesIn("org.snakeyaml..", "dev.weir.server.config..", "dev.weir.alerting.rule..");

  @ArchTest
  static final ArchRule LOGBACK = livesIn("ch.qos.logback..", "dev.weir.server.logging..");

  @ArchTest
  static final ArchRule CHRONICLE =
      livesIn("net.openhft..", "dev.weir.storage.metrics.index..", "net.openhft..");

  @ArchTest static final ArchRule PICOCLI = livesIn("picocli..", "dev.weir.server.cli..");

  @ArchTest
  static final ArchRule INTERNAL =
      classes()
          .that()
          .resideInAPackage("dev.weir..internal..")
          .should(
              new ArchCondition<JavaClass>("be used only by their own module") {
                @Override
                public void check(JavaClass internal, ConditionEvents events) {
                  internal.getDirectDependenciesToSelf().stream()
                      .filter(use -> !module(use.getOriginClass()).equals(module(internal)))
                      .forEach(use ->
                          events.add(SimpleConditionEvent.violated(use, use.getDescription())));
                }
              })
          .allowEmptyShould(true);

  /// No class of ours that is public has fields that others can change.
  @ArchTest
  static final ArchRule NO_PUBLIC_MUTABLE_STATICS =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .and()
          .areNotFinal()
          .and()
          .areDeclaredInClassesThat(resideInAPackage("dev.weir.."))
          .should()
          .haveModifier(JavaModifier.SYNTHETIC)
          .allowEmptyShould(true)
          .as("no static mutable state");

  private static String module(JavaClass type) {
    for (String module : MODULES) {
      if (type.getPackageName().startsWith("dev.weir." + module)) {
        return module;
      }
    }
    return type.getPackageName();
  }
}
