package dev.weir.storage.logs.part;

import java.lang.foreign.MemorySegment;

final class GranuleIndex {
  GranuleIndex(MemorySegment file, PartFooter footer) {}
}
