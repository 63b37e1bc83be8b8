/// The machine as storage sees it: time, files, background work. Everything that could fail or
/// differ between machines comes in through these interfaces, so that tests can replace clock, disk
/// and crashes.
///
/// Any thread may enter. Depends on nothing else of ours.
@NullMarked
package dev.weir.storage.io;

import org.jspecify.annotations.NullMarked;
