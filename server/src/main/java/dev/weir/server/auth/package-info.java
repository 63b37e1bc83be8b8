/// Who calls: credentials, how they are checked, and how guessing is slowed down. Knows nothing of
/// HTTP but the text of an `Authorization` header.
///
/// ```java
/// var authenticator = new Authenticator(credentials, clock);
/// switch (authenticator.check(header, source)) {
///   case Outcome.Accepted(Principal caller) -> caller.may(Scope.READ);
///   ...
/// }
/// ```
///
/// Any thread. Depends on storage's `http` (scopes), `io` (clock) and `model` (tenant names) only.
@NullMarked
package dev.weir.server.auth;

import org.jspecify.annotations.NullMarked;
