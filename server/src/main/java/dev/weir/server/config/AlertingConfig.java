package dev.weir.server.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// `alerting.*`: which rules are evaluated, how, and who is told.
///
/// @param rules paths and patterns of rule files
/// @param evaluationInterval how often groups are evaluated that say nothing themselves
/// @param queryOffset how old the data are that such groups ask for
/// @param evaluators groups evaluated at once
/// @param outageTolerance pending alerts do not survive a longer outage
/// @param externalUrl how people reach this server; empty is the address of `http.listen`
/// @param delivery who is told of alerts
public record AlertingConfig(
    List<String> rules,
    Duration evaluationInterval,
    Duration queryOffset,
    int evaluators,
    Duration outageTolerance,
    String externalUrl,
    NotifyConfig delivery) {
  private static final Pattern URL = Pattern.compile("|https?://[^\\s?#]+");

  static AlertingConfig read(Settings settings) {
    return new AlertingConfig(
        settings.list(
            "alerting.rules",
            "",
            "Rule files: paths, or patterns such as rules/*.yml; relative ones count from the"
                + " working directory."),
        settings.duration(
            "alerting.evaluation_interval",
            "15s",
            Duration.ofSeconds(1),
            "How often a rule group is evaluated that has no interval."),
        settings.duration(
            "alerting.query_offset",
            "5s",
            Duration.ZERO,
            "How old the data are that rules ask for, so that late ones have come; a group's"
                + " query_offset wins."),
        settings.count("alerting.evaluators", "4", 1, 64, "Rule groups evaluated at once."),
        settings.duration(
            "alerting.outage_tolerance",
            "1h",
            Duration.ZERO,
            "After a longer outage pending alerts begin anew; firing ones are always kept."),
        settings.text(
            "alerting.external_url",
            "",
            URL,
            "an http or https URL without query",
            "How people reach this server, for links in alerts; empty stands for http:// and"
                + " http.listen."),
        NotifyConfig.read(settings));
  }
}
