package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import dev.weir.query.promql.GoText;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/// Alerts that are told together: those of one tenant with one name.
record GroupKey(Tenant tenant, String name) {
  /// By name, then tenant.
  static final Comparator<GroupKey> ORDER =
      Comparator.comparing(GroupKey::name).thenComparing(key -> key.tenant().name());

  private static final int ID_LENGTH = 40;

  static GroupKey of(Alert alert) {
    return new GroupKey(alert.tenant(), alert.name());
  }

  /// As Alertmanager writes it; tenants other than the default one are a route of their own.
  String text() {
    String route = tenant.equals(Tenant.DEFAULT) ? "{}" : "{}/{tenant=\"" + tenant.name() + "\"}";
    return route + ":{" + Alert.NAME_LABEL + "=" + GoText.quote(name) + "}";
  }

  /// Of the record that keeps the group.
  String id() {
    return hash(tenant.name(), name);
  }

  /// Of the record that keeps what a receiver was told of it.
  String id(String receiver) {
    return hash(receiver, tenant.name(), name);
  }

  /// 40 hexadecimal digits that stand for `parts`.
  static String hash(String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, ID_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: no SHA-256", e);
    }
  }
}
