/// Bands of what is usual for a series at this time of day or week, learnt as points come.
///
/// ```java
/// var band = new SeasonalBand(new BandSettings(Season.DAY, 3, Duration.ofDays(2).toMillis()));
/// Band now = band.add(timestampMs, value);
/// boolean isAnomalous = now.isAnomalous();
/// ```
///
/// A band belongs to one series and is used by one thread at a time. Depends on nothing.
@NullMarked
package dev.weir.alerting.anomaly;

import org.jspecify.annotations.NullMarked;
