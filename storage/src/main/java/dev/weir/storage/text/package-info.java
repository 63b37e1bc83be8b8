/// What messages to people are made of.
///
/// ```java
/// throw error("no such setting: " + key + Nearest.hint(key, known)); // ", did you mean listen?"
/// ```
///
/// Pure functions; any thread. Depends on nothing.
@NullMarked
package dev.weir.storage.text;

import org.jspecify.annotations.NullMarked;
